import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { adapterKinds, adapterOf } from '../../src/adapters/registry.ts';

const PAGE = new URL('../../docs/connectors.md', import.meta.url);
const BEGIN =
  '<!-- adapters: written by NAVETTE_UPDATE_DOCS=1 npx mocha test/docs/adapters-table.test.ts -->\n\n';
const END = '\n<!-- end of adapters -->';

/** What an owner asks of a kind of remote, and the operation that answers it. */
const QUESTIONS: readonly [string, keyof Adapter][] = [
  ['harvest', 'list'],
  ['only what changed', 'incremental'],
  ['past a record that breaks its page', 'skip'],
  ['tables of data', 'tables'],
  ['push', 'put'],
  ['push of files', 'uploads'],
  ['removal', 'remove'],
];

describe('the table of adapters in docs/connectors.md', () => {
  it('is what the registry says', async () => {
    const text = await readFile(PAGE, 'utf8');
    const [before, rest = ''] = text.split(BEGIN);
    const [table = '', after] = rest.split(END);
    assert.ok(before !== undefined && after !== undefined, 'the marks of the table are gone');
    if (process.env['NAVETTE_UPDATE_DOCS'] === '1')
      await writeFile(PAGE, `${before}${BEGIN}${rows().join('\n')}\n${END}${after}`);
    // The formatter pads cells; what they say counts.
    else assert.deepEqual(table.trim().split('\n').map(plain), rows().map(plain));
  });
});

function rows(): string[] {
  const adapters = adapterKinds().flatMap((kind) => adapterOf(kind) ?? []);
  return [
    ['adapter', 'remote', ...QUESTIONS.map(([question]) => question)],
    ['-', '-', ...QUESTIONS.map(() => '-')],
    ...adapters.map((adapter) => [
      `\`${adapter.kind}\``,
      adapter.title,
      ...QUESTIONS.map(([, operation]) => (adapter[operation] === undefined ? '' : 'yes')),
    ]),
  ].map((cells) => `| ${cells.join(' | ')} |`);
}

function plain(row: string): string {
  return row
    .replace(/-+/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/\| (?=\|)/g, '|')
    .trim();
}
