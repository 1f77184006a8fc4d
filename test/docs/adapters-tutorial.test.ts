import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { ProjectCopy } from '../support/project-copy.ts';

const PAGE = new URL('../../docs/adapters.md', import.meta.url);
const BLOCK = /^```(\w+)([^\n]*)\n(.*?)^```$/gms;

/** A block of the page: a file to be written, or commands that end well or, where the page says so, do not. */
type Step = { file: string; text: string } | { command: string; fails: boolean };

function stepsOf(page: string): Step[] {
  return [...page.matchAll(BLOCK)].flatMap(([, language, about = '', text = '']): Step[] => {
    const file = /\bfile=(\S+)/.exec(about)?.[1];
    if (language === 'ts' && file !== undefined) return [{ file, text }];
    if (language !== 'sh') return [];
    return text
      .trim()
      .split('\n')
      .map((command) => ({ command, fails: /\bfails\b/.test(about) }));
  });
}

describe('the tutorial in docs/adapters.md', function () {
  this.timeout(600_000);
  let copy: ProjectCopy;
  let steps: Step[] = [];

  before(async () => {
    copy = await ProjectCopy.make();
    steps = stepsOf(await readFile(PAGE, 'utf8'));
  });
  after(() => copy.remove());

  it('has files to write and commands to run', () => {
    assert.ok(steps.filter((step) => 'file' in step).length >= 6);
    assert.ok(steps.filter((step) => 'command' in step).length >= 6);
  });

  it('leads, step by step, to an adapter that keeps the contract', async () => {
    for (const step of steps) {
      if ('file' in step) {
        const path = join(copy.folder, step.file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, step.text);
        continue;
      }
      const { code, text } = await copy.run('sh', ['-c', step.command]);
      assert.equal(code !== 0, step.fails, `${step.command}\n${text}`);
    }
  });

  it('leaves nothing behind that is not typed, linted, or needed', async () => {
    const checks = [
      'npx tsc --noEmit --incremental false',
      'npx oxlint --type-aware --deny-warnings src/adapters/open-shelf test/adapters/open-shelf',
      'npx oxfmt --check src/adapters/open-shelf test/adapters/open-shelf docs',
      'npx knip',
    ];
    for (const check of checks) {
      const { code, text } = await copy.run('sh', ['-c', check]);
      assert.equal(code, 0, `${check}\n${text}`);
    }
  });

  it('detects what it made, and its lists only what changed', async () => {
    const script = `
      import { detect, addressIn } from './src/adapters/detect.ts';
      import { openShelf } from './src/adapters/open-shelf/index.ts';
      import { openShelfPortal } from './test/adapters/open-shelf/portal.ts';
      import { visitor, walk, loopback } from './test/support/scripted.ts';
      const portal = await openShelfPortal();
      const visit = visitor(openShelf.Settings, portal.settings(portal.url, 'fr'));
      const { ids } = await walk((cursor, options) => openShelf.list(visit.session, cursor, options), { modifiedSince: '2026-01-05T12:00:00Z' });
      const open = await loopback(() => ({ headers: { 'content-type': 'application/json' }, body: '{"product": "Open Shelf", "version": "2.4"}' }));
      const { fits } = await detect([openShelf], visit.session.http, addressIn(open.url + '/items/trees'));
      console.log(JSON.stringify({ ids, fits: fits.map(({ adapter, evidence }) => adapter + ': ' + evidence.replace(open.url, '')) }));
      process.exit(0);
    `;
    await writeFile(join(copy.folder, 'try.ts'), script);
    const { code, text } = await copy.run('npx', ['tsx', 'try.ts']);
    assert.equal(code, 0, text);
    assert.deepEqual(JSON.parse(text), {
      ids: ['item-5', 'item-6', 'item-7'],
      fits: ['open-shelf: /api/v1/about answers as Open Shelf 2.4'],
    });
  });
});
