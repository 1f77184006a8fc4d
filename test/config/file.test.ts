import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { readConnectorsFile } from '../../src/config/file.ts';

describe('readConnectorsFile', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connectors-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    const path = join(folder, 'connectors.yaml');
    await writeFile(path, text);
    return readConnectorsFile(path);
  }

  it('reads a list under connectors', async () => {
    const file = await read('connectors:\n  - id: a\n  - id: b\n');
    assert.deepEqual(file.connectors, [{ id: 'a' }, { id: 'b' }]);
  });

  it('reads one connector per document', async () => {
    const file = await read('id: a\n---\nid: b\n---\n# nothing\n');
    assert.deepEqual(file.connectors, [{ id: 'a' }, { id: 'b' }]);
  });

  it('shares what is common by anchors and merge keys', async () => {
    const file = await read(
      'connectors:\n  - &a\n    id: a\n    push: { concurrency: 2 }\n  - <<: *a\n    id: b\n',
    );
    assert.deepEqual(file.connectors[1], { id: 'b', push: { concurrency: 2 } });
  });

  it('leaves ${NAME} as it is', async () => {
    const file = await read('connectors:\n  - title: ${HOME}\n');
    assert.deepEqual(file.connectors, [{ title: '${HOME}' }]);
  });

  it('says where an issue stands: line and column', async () => {
    const file = await read('connectors:\n  - id: a\n  - id: b\n    harvest:\n      cron: every day\n');
    assert.equal(
      file.describe({ path: 'connectors[1].harvest.cron', message: 'no' }),
      'connectors.yaml:5:7: connectors[1].harvest.cron: no',
    );
  });

  it('says of what is missing where it would belong', async () => {
    const file = await read('id: a\n---\nid: b\nsettings:\n  x: 1\n');
    assert.equal(
      file.describe({ path: 'connectors[1].settings.url', message: 'missing' }),
      'connectors.yaml:4:1: connectors[1].settings.url: missing',
    );
  });

  it('names line and column of what is no YAML, without repeating the line', async () => {
    await assert.rejects(read('connectors:\n  - id: "a\n    apiToken: hunter2\n'), (error: Error) => {
      assert.match(error.message, /^connectors\.yaml:\d+:\d+: not YAML: /);
      assert.ok(!error.message.includes('hunter2'));
      return true;
    });
  });

  it('refuses the same key twice', async () => {
    await assert.rejects(
      read('connectors:\n  - id: a\n    id: b\n'),
      /connectors\.yaml:3:5: not YAML: Map keys must be unique/,
    );
  });

  it('refuses other keys beside connectors', async () => {
    await assert.rejects(
      read('connectors: []\nconectors: []\n'),
      /connectors\.yaml:2:1: conectors: unknown key/,
    );
  });

  it('refuses connectors that are no list', async () => {
    await assert.rejects(
      read('connectors:\n  id: a\n'),
      /connectors\.yaml:1:1: connectors: keys and values is not accepted: a list is needed/,
    );
  });

  it('refuses a file without connectors', async () => {
    await assert.rejects(read('# to be done\n'), /no connector in it: write a list under connectors:/);
    await assert.rejects(read(''), /no connector in it/);
  });

  it('refuses aliases that unfold without end', async () => {
    const bomb = ['connectors:', '  - a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level += 1) {
      const [from, to] = [String.fromCodePoint(96 + level), String.fromCodePoint(97 + level)];
      bomb.push(`    ${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(',')}]`);
    }
    await assert.rejects(read(bomb.join('\n')), /aliases .* unfold to too much/);
  });

  it('names a file that is not there', async () => {
    await assert.rejects(readConnectorsFile(join(folder, 'none.yaml')), /none\.yaml: there is no such file/);
  });
});
