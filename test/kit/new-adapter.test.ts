import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { ProjectCopy, type Ran } from '../support/project-copy.ts';

const CONTRACT = 'test/adapters/open-shelf/contract.test.ts';

describe('npm run new-adapter', function () {
  this.timeout(600_000);
  let copy: ProjectCopy;
  let made: Ran;
  const npx = (...args: string[]): Promise<Ran> => copy.run('npx', args);

  before(async () => {
    copy = await ProjectCopy.make();
    made = await copy.run('npm', ['run', '--silent', 'new-adapter', 'open-shelf', 'Open "Shelf"']);
  });
  after(() => copy.remove());

  it('says what it wrote, and what comes next', () => {
    assert.equal(made.code, 0, made.text);
    assert.match(made.text, /^src\/adapters\/open-shelf\/get\.ts$/m);
    assert.match(made.text, /1\. npx mocha test\/adapters\/open-shelf\/contract\.test\.ts/);
  });

  it('registers it under its name', async () => {
    const registry = await readFile(join(copy.folder, 'src/adapters/registry.ts'), 'utf8');
    assert.match(registry, /import \{ openShelf \} from '\.\/open-shelf\/index\.ts';/);
    assert.match(registry, /udata,[^\]]*openShelf,?\s*\]/);
    const index = await readFile(join(copy.folder, 'src/adapters/open-shelf/index.ts'), 'utf8');
    assert.match(index, /kind: 'open-shelf',\n {2}title: 'Open Shelf',/);
  });

  it('writes what compiles, and passes lint and format', async () => {
    const types = await npx('tsc', '--noEmit', '--incremental', 'false');
    assert.equal(types.code, 0, types.text);
    const places = ['src/adapters', 'test/adapters/open-shelf'];
    const lint = await npx('oxlint', '--type-aware', '--deny-warnings', ...places);
    assert.equal(lint.code, 0, lint.text);
    const format = await npx('oxfmt', '--check', ...places);
    assert.equal(format.code, 0, format.text);
    const rooms = await npx('mocha', 'test/architecture.test.ts', 'test/cli/registry.test.ts');
    assert.equal(rooms.code, 0, rooms.text);
  });

  it('fails the contract only where something is to be filled in, and says what', async () => {
    const { code, text } = await npx('mocha', '--reporter', 'json', CONTRACT);
    assert.notEqual(code, 0);
    const { passes, failures } = reportIn(text);
    assert.ok(passes.length > 15, `${passes.length} promises are kept from the start`);
    assert.deepEqual(
      failures.filter(
        ({ err }) => !/fill in (?:src|test)\/adapters\/open-shelf\/\S+, \w+: /.test(err.message ?? ''),
      ),
      [],
    );
    const named = new Set(failures.map(({ err }) => /open-shelf\/(\S+, \w+):/.exec(err.message ?? '')?.[1]));
    for (const place of [
      'requests.ts, pageRequest',
      'requests.ts, recordRequest',
      'requests.ts, aboutRequest',
    ])
      assert.ok(named.has(place), `nobody says ${place}`);
  });

  it('takes no name twice, and none that is none', async () => {
    for (const [name, words] of [
      ['open-shelf', /is there already: choose another name/],
      ['Open_Shelf', /"Open_Shelf" is no name for an adapter: lower-case words/],
      ['../up', /is no name/],
      ['', /is no name/],
    ] as const) {
      const { code, text } = await copy.run('npm', ['run', '--silent', 'new-adapter', name]);
      assert.equal(code, 2, text);
      assert.match(text, words);
    }
  });
});

interface Report {
  passes: unknown[];
  failures: { fullTitle: string; err: { message?: string } }[];
}

function reportIn(text: string): Report {
  return JSON.parse(text.slice(text.indexOf('{\n  "stats"'), text.lastIndexOf('}') + 1)) as Report;
}
