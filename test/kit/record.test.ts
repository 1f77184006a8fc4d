import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import { firstPages, type Recording, shown } from '../../kit/record-adapter.ts';
import { adapterOf } from '../../src/adapters/registry.ts';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { ckanAction } from '../support/portal-view.ts';
import { ProjectCopy, type Ran } from '../support/project-copy.ts';
import { replay } from '../support/replay.ts';
import { visitor } from '../support/scripted.ts';

const ADAPTERS = new URL('../adapters/', import.meta.url);

/** What an adapter makes now of what was recorded. */
async function replayed(recording: Recording): Promise<Pick<Recording, 'software' | 'pages'>> {
  const adapter = adapterOf(recording.kind);
  assert.ok(adapter, `no adapter ${recording.kind}`);
  const remote = await replay(recording);
  const visit = visitor(adapter.Settings, remote.settings);
  try {
    const { software } = await adapter.probe(visit.session);
    const asked = { pages: recording.pages.length, size: recording.size };
    const pages = await firstPages(adapter, visit.session, asked);
    return { software, pages: pages.map((page) => shown(page)) };
  } finally {
    await visit.close();
    await remote.close();
  }
}

describe('npm run record', function () {
  this.timeout(120_000);
  let portal: CkanSandbox;
  let copy: ProjectCopy;
  let ran: Ran;
  let text = '';

  const record = (...args: string[]): Promise<Ran> =>
    copy.run('npm', ['run', '--silent', 'record', ...args], {
      NAVETTE_HTTP_ALLOW: '127.0.0.1',
      SANDBOX_TOKEN: portal.token,
    });

  before(async () => {
    portal = await startCkan({ version: '2.11', seed: 12 });
    await ckanAction(portal, 'package_create', {
      name: 'aaa-with-people',
      title: 'With people',
      owner_org: portal.organization,
      notes: `Write to Jane.Doe@ville.example.fr or JANE.DOE@ville.example.fr, not to bob@ville.example.fr. The key is ${portal.token}.`,
      maintainer_email: 'jane.doe@ville.example.fr',
      extras: [{ key: 'telephone', value: '+33 6 12 34 56 78' }],
    });
    copy = await ProjectCopy.make();
    ran = await record(
      'ckan',
      `url=${portal.url}`,
      'apiToken=env:SANDBOX_TOKEN',
      '--',
      '--pages',
      '3',
      '--as',
      'sandbox',
    );
    text = await readFile(`${copy.folder}/test/adapters/ckan/recordings/sandbox.json`, 'utf8').catch(
      () => '',
    );
  });
  after(async () => {
    await portal.close();
    await copy.remove();
  });

  it('keeps what a remote said to a probe and to the first pages', () => {
    assert.equal(ran.code, 0, ran.text);
    assert.match(ran.text, /recordings\/sandbox\.json: \d+ exchanges, 13 records/);
    const { software, pages } = JSON.parse(text) as Recording;
    assert.deepEqual([software, pages.map(({ ids }) => ids.length)], ['CKAN 2.11.3', [5, 5, 3]]);
  });

  it('keeps no secret, in whatever spelling, and no header that holds one', () => {
    for (const spelt of [
      portal.token,
      encodeURIComponent(portal.token),
      Buffer.from(portal.token).toString('base64'),
    ])
      assert.ok(!text.includes(spelt), 'the token is in the recording');
    assert.doesNotMatch(text, /authorization|set-cookie/i);
    assert.match(text, /The key is •••/);
  });

  it('keeps no e-mail address and no telephone number; the same person stays the same', () => {
    assert.equal(/ville\.example\.fr|12 34 56 78/.exec(text), null);
    assert.match(text, /Write to (person-\d+@example\.org) or \1, not to (?!\1)person-\d+@example\.org/);
  });

  it('is said again without the remote', async () => {
    const recording = JSON.parse(text) as Recording;
    const { software, pages } = recording;
    await portal.close();
    assert.deepEqual(await replayed(recording), { software, pages });
    portal = await startCkan({ version: '2.11', seed: 1 });
  });

  it('refuses a secret that is written out, a setting that is none, and a kind that is none', async () => {
    for (const [args, words] of [
      [
        ['ckan', 'url=https://x.org', 'apiToken=abc'],
        /apiToken: a secret is not written out: name its variable, apiToken=env:NAME/,
      ],
      [['ckan', 'url=ftp://x.org'], /url: .*the http or https address of a CKAN/],
      [['ckan', 'url=https://x.org', 'apiToken=env:NOWHERE'], /apiToken: the variable NOWHERE is not set/],
      [['zorg'], /"zorg" is no kind of remote: there are ckan,/],
    ] as const) {
      const { code, text: told } = await record(...args);
      assert.equal(code, 2, told);
      assert.match(told, words);
    }
  });

  it('ends with 3 when the remote is in trouble', async () => {
    const { code, text: told } = await record('ckan', 'url=http://10.1.2.3/');
    assert.deepEqual([code, /10\.1\.2\.3/.test(told)], [3, true]);
  });
});

describe('recordings of remotes', () => {
  for (const path of recordings())
    it(`${path}: is read as it was`, async () => {
      const recording = JSON.parse(await readFile(new URL(path, ADAPTERS), 'utf8')) as Recording;
      const { software, pages } = recording;
      assert.deepEqual(await replayed(recording), { software, pages });
    });
});

function recordings(): string[] {
  return readdirSync(ADAPTERS, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^[^/]+\/recordings\/[^/]+\.json$/.test(path),
  );
}
