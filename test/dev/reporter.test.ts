import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { command } from '../../src/main/dev/commands.ts';

describe('reporter', () => {
  let folder: string;
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'navette-reporter-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const runs: [string, string, string][] = [
    ['counts', 'it("a", () => {}); it("b", () => { throw new Error("no"); });', '1 passed, 1 failed'],
    ['leaves out what was skipped', 'it("a", () => {}); it("b");', '1 passed, 0 failed'],
    [
      'counts a hook that fails',
      'before(() => { throw new Error("no"); }); it("a", () => {});',
      '0 passed, 1 failed',
    ],
    ['counts a run that dies', 'it("a", () => {}); it("b", () => process.exit(0));', '1 passed, 1 failed'],
    ['counts a file that cannot be loaded', 'require("./not-there.cjs");', '0 passed, 1 failed'],
  ];
  for (const [index, [what, suite, line]] of runs.entries()) {
    it(`${what}, in the last line`, async () => {
      const file = join(folder, `${index}.cjs`);
      await writeFile(file, suite);
      const args = [
        '--no-config',
        '--node-option',
        'import=tsx',
        '--reporter',
        'test/support/reporter.ts',
        '--exit',
        file,
      ];
      const { ok, stdout } = await command(
        process.execPath,
        [join(root, 'node_modules/mocha/bin/mocha.js'), ...args],
        {
          timeoutMs: 20_000,
          cwd: root,
        },
      );
      assert.deepEqual(
        { ok, line: stdout.trimEnd().split('\n').at(-1) },
        { ok: line.includes(' 0 failed'), line },
      );
    });
  }
});
