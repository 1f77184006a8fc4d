import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parse } from 'yaml';
import { ConnectorConfig } from '../../src/config/connector.ts';
import { ControlError } from '../../src/control/control.ts';
import { RemoteFault } from '../../src/faults.ts';
import { NO_COUNTS } from '../../src/ledger/runs.ts';
import { T0, outcome, run, status } from '../api/control-double.ts';
import { Harness, TOKEN } from './harness.ts';

describe('navette', () => {
  let harness: Harness;
  let folder = '';

  beforeEach(async () => {
    harness = new Harness();
    harness.control.statuses.set('lyon', status('lyon'));
    await harness.start();
    folder = await mkdtemp(join(tmpdir(), 'cli-'));
  });
  afterEach(async () => {
    await harness.stop();
    await rm(folder, { recursive: true });
  });

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  describe('usage', () => {
    it('tells its exit codes', async () => {
      const { code, stdout } = await harness.run(['--help']);
      assert.equal(code, 0);
      assert.match(stdout, /Exit codes:\n {2}0 {2}done\n {2}1 .*refused.*\n {2}2 .*\n {2}3 .*reached/);
    });

    for (const argv of [
      [],
      ['statsu'],
      ['probe'],
      ['status', 'lyon', 'more'],
      ['runs', '--limit', 'many'],
      ['dataset'],
      ['convert'],
    ]) {
      it(`exits 2 for «${argv.join(' ')}»`, async () => {
        const { code, stdout } = await harness.run(argv);
        assert.deepEqual([code, stdout], [2, '']);
      });
    }

    it('says what was probably meant', async () => {
      assert.match((await harness.run(['statsu'])).stderr, /Did you mean status/);
    });
  });

  describe('reaching the API', () => {
    it('exits 3 and says where it looked when nothing answers', async () => {
      const { code, stderr } = await harness.run(['connectors'], {
        env: { NAVETTE_URL: 'http://127.0.0.1:1' },
      });
      assert.equal(code, 3);
      assert.match(stderr, /Navette does not answer at http:\/\/127\.0\.0\.1:1 .*NAVETTE_URL/);
    });

    it('exits 3 when something else answers', async () => {
      const server = createServer((_request, response) => response.end('<html>'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const { code, stderr } = await harness.run(['connectors'], {
        env: { NAVETTE_URL: `http://127.0.0.1:${address.port}` },
      });
      server.close();
      assert.equal(code, 3);
      assert.match(stderr, /no Navette/);
    });

    it('exits 2 for a token that is not known, a missing one and an address that is none', async () => {
      const wrong = await harness.run(['connectors'], { env: { NAVETTE_TOKEN: 'not-the-right-token' } });
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /token is not known/);
      const none = await harness.run(['connectors'], {
        env: { NAVETTE_TOKEN: '', NAVETTE_DATA_DIR: folder },
      });
      assert.equal(none.code, 2);
      assert.match(none.stderr, /no token: set NAVETTE_TOKEN/);
      const address = await harness.run(['connectors'], { env: { NAVETTE_URL: 'localhost:8484' } });
      assert.equal(address.code, 2);
      assert.match(address.stderr, /NAVETTE_URL: "localhost:8484" is no address/);
    });

    it('reads the token of a Navette on this machine', async () => {
      await file('token', `${TOKEN}\n`);
      assert.equal(
        (await harness.run(['connectors'], { env: { NAVETTE_TOKEN: '', NAVETTE_DATA_DIR: folder } })).code,
        0,
      );
    });

    it('exits 3 while a part of Navette is away', async () => {
      harness.control.failures.set('pushNow', new ControlError('unavailable', 'Temporal does not answer'));
      const { code, stderr } = await harness.run(['push', 'lyon', 'a']);
      assert.equal(code, 3);
      assert.match(stderr, /Temporal does not answer/);
    });
  });

  describe('plan and apply', () => {
    const good =
      'connectors:\n  - id: lyon\n    adapter: feed\n    settings: { url: https://lyon.example.org, key: env:KEY }\n    push: {}\n';

    it('show what is wrong with line, field, value and what to do, all of it, without asking the API', async () => {
      const path = await file(
        'connectors.yaml',
        `${good}  - id: nice\n    adapter: fed\n    harvest:\n      cron: every day\n      evry: 1h\n`,
      );
      const { code, stdout, stderr } = await harness.run(['plan', path]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.deepEqual(stderr.trim().split('\n'), [
        'connectors.yaml:9:7: connectors[1].harvest.cron: "every day" is not accepted: five cron fields: minute hour day month weekday, for example "0 4 * * *"',
        'connectors.yaml:10:7: connectors[1].harvest.evry: unknown key; did you mean "every"? known here: every, cron, timezone, calendar, jitter, blackout, overlap, catchUp, kinds, take, data, include, exclude, conformance, rules, pageSize, visibility, absences, grace, removed, removalShare, removalMax, decideWithin, incremental, versions',
        'connectors.yaml:7:5: connectors[1].adapter: "fed" is no adapter; did you mean "feed"? known here: feed, mute',
      ]);
      assert.deepEqual(harness.control.calls, []);
    });

    it('show what the API finds wrong where it stands in the file', async () => {
      harness.control.failures.set(
        'plan',
        new ControlError('invalid', 'one thing', [{ path: 'connectors[0].settings.url', message: 'no' }]),
      );
      const { code, stderr } = await harness.run(['plan', await file('connectors.yaml', good)]);
      assert.equal(code, 2);
      assert.match(stderr, /^connectors\.yaml:4:17: connectors\[0\]\.settings\.url: no$/m);
    });

    it('print a plan in words and as JSON', async () => {
      harness.control.plans = [
        { id: 'lyon', action: 'update', changes: ['push.concurrency: 4 → 8'] },
        { id: 'old', action: 'retire', changes: [] },
      ];
      const path = await file('connectors.yaml', good);
      assert.equal(
        (await harness.run(['plan', path])).stdout,
        '~ lyon: update\n    push.concurrency: 4 → 8\n- old: not in the file: stays, unless applied with --retire-others\n',
      );
      assert.deepEqual((await harness.run(['plan', path, '--json'])).json, harness.control.plans);
    });

    it('apply what takes nothing away without asking', async () => {
      harness.control.plans = [{ id: 'lyon', action: 'create', changes: [] }];
      const { code, stdout } = await harness.run(['apply', await file('connectors.yaml', good)]);
      assert.deepEqual([code, stdout], [0, '+ lyon: create\n']);
      assert.deepEqual(harness.control.calls.at(-1)?.[2], { retireOthers: false });
    });

    it('do not retire without a yes', async () => {
      harness.control.plans = [{ id: 'old', action: 'retire', changes: [] }];
      const path = await file('connectors.yaml', good);
      const refused = await harness.run(['apply', path, '--retire-others']);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /would retire old: say --yes/);
      assert.ok(!harness.control.calls.some(([name]) => name === 'apply'));
      assert.equal((await harness.run(['apply', path, '--retire-others', '--yes'])).code, 0);
    });

    it('ask on a terminal', async () => {
      harness.control.plans = [{ id: 'lyon', action: 'create', changes: [] }];
      const path = await file('connectors.yaml', good);
      assert.equal((await harness.run(['apply', path], { tty: true, stdin: 'n\n' })).code, 2);
      assert.ok(!harness.control.calls.some(([name]) => name === 'apply'));
      assert.equal((await harness.run(['apply', path], { tty: true, stdin: 'y\n' })).code, 0);
    });
  });

  describe('connectors', () => {
    it('list and status are tables, or JSON', async () => {
      assert.match(
        (await harness.run(['connectors'])).stdout,
        /^CONNECTOR +ADAPTER +DOES +TITLE\nlyon +feed +push, harvest\n$/,
      );
      assert.equal((await harness.run(['connectors', '--json'])).json[0].config.id, 'lyon');
      const { stdout } = await harness.run(['status']);
      assert.match(stdout, /^database: ok, Temporal: ok, workers: ok\n/);
      assert.match(stdout, /lyon +idle +0 +0 +0 +0 +0 +12 +900 ms/);
      assert.match((await harness.run(['status', 'lyon'])).stdout, /half within 120 ms, 95 % within 900 ms/);
      assert.equal((await harness.run(['status', '--json'])).json.health.ok, true);
    });

    it('status shows parts that do not answer', async () => {
      harness.control.healthy = { ok: false, database: true, temporal: false, workers: false };
      assert.match((await harness.run(['status'])).stdout, /Temporal: does not answer/);
    });

    it('exit 2 for a connector that is not there, naming those that are', async () => {
      const { code, stderr } = await harness.run(['status', 'nice']);
      assert.equal(code, 2);
      assert.match(stderr, /no connector nice; known: lyon/);
    });

    it('detect tells what fits an address, and gives a connector to begin with', async () => {
      const { control } = harness;
      control.detection = {
        address: 'https://data.lyon.example.org/',
        fits: [
          {
            adapter: 'feed',
            title: 'Feed',
            settings: { url: 'https://data.lyon.example.org' },
            evidence: 'https://data.lyon.example.org/feed answers as feed 1',
            sureness: 'interface',
          },
        ],
        notes: ['the page describes a dataset'],
        requests: 4,
      };
      const { code, stdout } = await harness.run(['detect', 'data.lyon.example.org']);
      assert.equal(code, 0);
      assert.match(stdout, /^feed \(Feed\): https:\S+ answers as feed 1\nnote: the page describes/);
      const { connectors } = parse(stdout.slice(stdout.indexOf('connectors:')));
      assert.equal(ConnectorConfig.parse(connectors[0]).id, 'data-lyon-example-org');
      assert.deepEqual(control.calls.at(-1), ['detect', 'data.lyon.example.org']);
      assert.deepEqual((await harness.run(['detect', 'x.org', '--json'])).json, control.detection);
      control.detection = { address: 'https://x.org/', fits: [], notes: [], requests: 20 };
      const nothing = await harness.run(['detect', 'x.org']);
      assert.deepEqual([nothing.code, /no adapter fits/.test(nothing.stdout)], [1, true]);
      control.failures.set('detect', new RemoteFault('unreachable', 'x.org refused the connection'));
      assert.equal((await harness.run(['detect', 'x.org'])).code, 3);
      control.failures.delete('detect');
    });

    it('probe tells what the remote says, and 3 from 1 by whether it was reached', async () => {
      assert.match((await harness.run(['probe', 'lyon'])).stdout, /may push +no: no key/);
      harness.control.failures.set(
        'probe',
        new RemoteFault('unreachable', 'lyon.example.org does not answer'),
      );
      assert.equal((await harness.run(['probe', 'lyon'])).code, 3);
      harness.control.failures.set('probe', new RemoteFault('unauthorised', 'lyon.example.org answered 401'));
      assert.equal((await harness.run(['probe', 'lyon'])).code, 1);
    });

    it('remote text cannot move the cursor', async () => {
      harness.control.waits = [
        {
          datasetId: 'a',
          state: 'refused',
          attempts: 1,
          announcedAt: T0,
          fault: { kind: 'refused', message: '\u001b[2Jgone\u009b31m\u202Etxt' },
        },
      ];
      const { stdout } = await harness.run(['waiting', 'lyon']);
      // oxlint-disable-next-line no-control-regex
      const moving = /[\u001b\u009b\u202e]/;
      assert.doesNotMatch(stdout, moving);
      assert.match(stdout, /gone/);
      assert.doesNotMatch((await harness.run(['waiting', 'lyon', '--json'])).stdout, moving);
    });

    it('pause, resume and retry', async () => {
      assert.equal((await harness.run(['pause', 'lyon'])).stdout, 'lyon: paused\n');
      assert.equal((await harness.run(['resume', 'lyon'])).stdout, 'lyon: resumed\n');
      assert.equal((await harness.run(['retry', 'lyon', 'a', 'b'])).stdout, '2 due again\n');
      assert.deepEqual((await harness.run(['retry', 'lyon', '--json'])).json, { retried: 4 });
    });

    it('secret takes it from stdin, and not from the command line', async () => {
      const stored = await harness.run(['secret', 'lyon', 'key'], { stdin: 'sesame\n' });
      assert.equal(stored.code, 0);
      assert.equal(harness.control.secrets.get('lyon/key'), 'sesame');
      assert.doesNotMatch(stored.stdout + stored.stderr, /sesame/);
      const shown = await harness.run(['secret', 'lyon', 'key', 'sesame']);
      assert.equal(shown.code, 2);
      assert.match(shown.stderr, /pipe it in/);
      assert.equal((await harness.run(['secret', 'lyon', 'key'], { stdin: '\n' })).code, 2);
    });
  });

  describe('push', () => {
    it('of some datasets shows outcomes and what the remote refused, field by field; the others went', async () => {
      harness.control.outcomes = [
        outcome('b', 'refused', {
          fault: {
            kind: 'refused',
            message: 'lyon.example.org refused it',
            fields: [{ path: 'resources[0].url', message: 'not a URL' }],
          },
        }),
      ];
      const { code, stdout } = await harness.run(['push', 'lyon', 'a', 'b']);
      assert.equal(code, 1);
      assert.match(stdout, /a +pushed/);
      assert.match(stdout, /b: lyon\.example\.org refused it\n {4}resources\[0\]\.url: not a URL/);
      assert.equal((await harness.run(['push', 'lyon', 'a'])).code, 0);
    });

    it('of more than a hundred goes in several calls', async () => {
      const ids = Array.from({ length: 150 }, (_, index) => `d:${index}`);
      const { code, json } = await harness.run(['push', 'lyon', ...ids, '--json']);
      assert.equal(code, 0);
      assert.equal(json.length, 150);
      assert.deepEqual(
        harness.control.calls.map((call) => call[2]).map((sent) => (Array.isArray(sent) ? sent.length : 0)),
        [100, 50],
      );
    });

    it('of everything follows until nothing is due', async () => {
      let left = 12;
      harness.control.tick = () => {
        left = Math.max(0, left - 4);
        harness.control.statuses.set(
          'lyon',
          status('lyon', {
            push: {
              outbox: { waiting: left, deferred: 0, refused: 0, failed: 0, conflict: 0 },
              linked: 12,
              outcomes: {},
            },
          }),
        );
      };
      const { code, stdout, stderr } = await harness.run(['push', 'lyon'], { tty: true });
      assert.equal(code, 0);
      assert.match(stdout, /12 datasets looked at, all are as they should be/);
      assert.match(stderr, /push lyon [█░]+ 4\/12/);
      assert.equal(harness.control.calls.filter(([name]) => name === 'connector').length, 3);
    });

    it('of everything exits 1 when some failed', async () => {
      harness.control.statuses.set(
        'lyon',
        status('lyon', {
          push: {
            outbox: { waiting: 0, deferred: 1, refused: 2, failed: 0, conflict: 0 },
            linked: 12,
            outcomes: {},
          },
        }),
      );
      const { code, stdout } = await harness.run(['push', 'lyon']);
      assert.equal(code, 1);
      assert.match(stdout, /1 deferred, 2 refused: see navette waiting/);
    });

    it('of everything exits 3 when the remote stays away, and says that nothing is lost', async () => {
      harness.control.statuses.set(
        'lyon',
        status('lyon', {
          state: 'waiting',
          fault: { kind: 'unreachable', message: 'lyon.example.org does not answer' },
          push: {
            outbox: { waiting: 12, deferred: 0, refused: 0, failed: 0, conflict: 0 },
            linked: 12,
            outcomes: {},
          },
        }),
      );
      const { code, stderr } = await harness.run(['push', 'lyon']);
      assert.equal(code, 3);
      assert.match(stderr, /does not answer; the changes are kept/);
    });

    it('announce takes ids from the line and from stdin', async () => {
      assert.deepEqual(
        (await harness.run(['announce', 'a:1', 'b', '--connector', 'lyon', '--connector', 'nice', '--json']))
          .json,
        { accepted: 2 },
      );
      assert.deepEqual(harness.control.calls.at(-1), ['announce', ['a:1', 'b'], ['lyon', 'nice']]);
      const many = Array.from({ length: 10_001 }, (_, index) => `d${index}`).join('\n');
      assert.deepEqual((await harness.run(['announce', '-', '--json'], { stdin: many })).json, {
        accepted: 10_001,
      });
    });

    it('timeline shows what was sent and how long it took', async () => {
      harness.control.outcomes = [
        outcome('lyon:eau', 'pushed', {
          writtenAt: new Date(T0.getTime() + 1_200),
          diff: [{ field: 'title' }, { field: 'tags' }],
        }),
      ];
      assert.match(
        (await harness.run(['timeline', 'lyon', 'lyon:eau'])).stdout,
        /lyon:eau +pushed +2026-02-03 04:05:06Z +1 +1\.2 s +title, tags/,
      );
    });
  });

  describe('harvest', () => {
    it('follows its own run to the end', async () => {
      harness.control.allRuns = [run('r1')];
      let looks = 0;
      harness.control.tick = () => {
        looks += 1;
        const state = looks > 4 ? 'complete' : 'running';
        if (looks > 2) harness.control.allRuns = [run('r2', { state }), run('r1')];
      };
      const { code, json, stderr } = await harness.run(['harvest', 'lyon', '--json']);
      assert.equal(code, 0);
      assert.equal(json.id, 'r2');
      assert.equal(stderr, '');
    });

    it('exits 1 when records were set aside, and says how to see them', async () => {
      harness.control.tick = () => {
        harness.control.allRuns = harness.control.calls.some(([name]) => name === 'harvest')
          ? [run('r2', { counts: { ...run('x').counts, setAside: 3 } })]
          : [];
      };
      const { code, stdout } = await harness.run(['harvest', 'lyon']);
      assert.equal(code, 1);
      assert.match(stdout, /set aside +3: navette run r2/);
    });

    it('exits 3 when the remote could not be reached', async () => {
      harness.control.tick = () => {
        harness.control.allRuns = harness.control.calls.some(([name]) => name === 'harvest')
          ? [run('r2', { state: 'failed', fault: { kind: 'unreachable', message: 'away' } })]
          : [];
      };
      assert.equal((await harness.run(['harvest', 'lyon'])).code, 3);
    });

    it('does not wait when told so', async () => {
      assert.equal(
        (await harness.run(['harvest', 'lyon', '--no-follow'])).stdout,
        'started: harvest/lyon/r2\n',
      );
    });

    it('run shows what waits for a decision, with titles, and holds, approve and reject decide', async () => {
      harness.control.allRuns = [run('r9', { counts: { ...NO_COUNTS, held: 1 } })];
      harness.control.allHolds = [
        {
          runId: 'r9',
          connectorId: 'lyon',
          state: 'open',
          removals: 1,
          renames: 0,
          applied: 0,
          createdAt: T0,
          expiresAt: new Date(T0.getTime() + 7 * 86_400_000),
        },
      ];
      harness.control.missing = [
        {
          remoteId: 'eau',
          datasetId: 'lyon:eau',
          title: 'Eau potable',
          state: 'held',
          missingSince: T0,
          absences: 2,
        },
      ];
      for (const words of [
        ['run', 'r9'],
        ['runs', 'show', 'r9'],
      ]) {
        const { code, stdout } = await harness.run(words);
        assert.equal(code, 0);
        assert.match(stdout, /lyon:eau +Eau potable/);
        assert.match(stdout, /navette approve r9/);
      }
      assert.match((await harness.run(['holds'])).stdout, /r9 +lyon +open +1/);
      assert.match((await harness.run(['absent', 'lyon'])).stdout, /Eau potable +held/);
      assert.match((await harness.run(['duplicates'])).stdout, /the same identifier:\n {2}lyon +lyon:eau/);
      assert.equal((await harness.run(['approve', 'r9', '--by', 'alice'])).code, 0);
      assert.equal((await harness.run(['reject', 'r9', '--by', 'bob', '--json'])).json.state, 'rejected');
      assert.deepEqual(
        harness.control.calls.filter(([name]) => name === 'decideHold').map(([, ...given]) => given),
        [
          ['r9', { approve: true, by: 'alice' }],
          ['r9', { approve: false, by: 'bob' }],
        ],
      );
      const unknown = await harness.run(['approve', 'r8']);
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /r8/);
    });

    it('run shows what was set aside; runs are a table', async () => {
      harness.control.allRuns = [run('harvest/lyon/7')];
      harness.control.aside = [
        { remoteId: 'x', stage: 'map', field: 'title', value: '', reason: 'a title is needed' },
      ];
      assert.match((await harness.run(['run', 'harvest/lyon/7'])).stdout, /x +map +title +a title is needed/);
      const { json } = await harness.run(['run', 'harvest/lyon/7', '--json']);
      assert.deepEqual([json.id, json.setAside.length], ['harvest/lyon/7', 1]);
      assert.match(
        (await harness.run(['runs', 'lyon'])).stdout,
        /harvest\/lyon\/7 +lyon +full +complete +2026-02-03 04:05:06Z +5\.0 s +10 +10/,
      );
    });
  });

  describe('dataset', () => {
    const water = {
      kind: 'dataset',
      id: 'eau',
      title: { fr: 'Eau' },
      license: { raw: 'x', method: 'none', confidence: 0, label: { fr: 'Ancienne' } },
    };

    beforeEach(async () => {
      assert.equal(
        (
          await harness.run(['dataset', 'put', 'eau', '--visibility', 'public'], {
            stdin: JSON.stringify(water),
          })
        ).code,
        0,
      );
    });

    it('set changes fields, in the language that the dataset is in', async () => {
      const { code, stderr } = await harness.run([
        'dataset',
        'set',
        'eau',
        'title=Rivières',
        'description.en=Rivers',
        'keyword.fr=eau, rivière',
        'license=etalab-2.0',
        'visibility=private',
        'landingPage=https://example.org/eau',
        'publisher.name=Ville',
        'publisher.email=a@example.org',
        'temporal=[{"start":"2020"}]',
        'owner=me',
      ]);
      assert.deepEqual([code, stderr], [0, '']);
      const { json } = await harness.run(['dataset', 'get', 'eau', '--json']);
      assert.deepEqual([json.visibility, json.owner], ['private', 'me']);
      const { license, ...others } = json.dataset;
      assert.deepEqual(others, {
        kind: 'dataset',
        id: 'eau',
        title: { fr: 'Rivières' },
        description: { en: 'Rivers' },
        keyword: { fr: ['eau', 'rivière'] },
        landingPage: ['https://example.org/eau'],
        publisher: { name: { fr: 'Ville' }, email: 'a@example.org' },
        temporal: [{ start: '2020' }],
      });
      assert.match(license.uri, /etalab/i);
      assert.notEqual(license.label?.fr, 'Ancienne');
    });

    it('set takes a field away when nothing is given', async () => {
      assert.equal((await harness.run(['dataset', 'set', 'eau', 'license='])).code, 0);
      assert.equal(harness.control.entries.get('eau')?.dataset.license, undefined);
    });

    it('set keeps a licence that nobody knows as it is written, and says so', async () => {
      const { code, stderr } = await harness.run(['dataset', 'set', 'eau', 'license=zzz-unheard-of']);
      assert.equal(code, 0);
      assert.match(stderr, /license: "zzz-unheard-of" is in no vocabulary/);
    });

    for (const [wrong, message] of [
      ['titel=x', /titel: unknown field; did you mean "title"\? known here: kind, id, iri/],
      ['title', /"title" is not of the form field=value/],
      ['id=other', /the id of a dataset does not change/],
      ['distribution=x', /distribution: cannot be written as plain words: give JSON/],
      ['temporal=[', /temporal: what starts with \[ or \{ must be JSON/],
      ['visibility=secret', /visibility: "secret" is not accepted: one of public, private/],
      ['issued=soon', /dataset\.issued: "soon" is not accepted/],
      ['title=', /dataset\.title/],
    ] as const) {
      it(`set refuses ${wrong}`, async () => {
        const { code, stderr } = await harness.run(['dataset', 'set', 'eau', wrong]);
        assert.equal(code, 2);
        assert.match(stderr, message);
        assert.equal(harness.control.entries.get('eau')?.rev, 1);
      });
    }

    it('set takes French where a text has several languages, and says so', async () => {
      await harness.run(['dataset', 'set', 'eau', 'title.en=Water']);
      const { code, stderr } = await harness.run(['dataset', 'set', 'eau', 'title=Eaux']);
      assert.equal(code, 0);
      assert.match(stderr, /title: set in fr; it exists in fr, en: title\.en=… sets another/);
      assert.deepEqual(harness.control.entries.get('eau')?.dataset.title, { fr: 'Eaux', en: 'Water' });
    });

    it('put takes what get prints', async () => {
      const got = await harness.run(['dataset', 'get', 'eau']);
      assert.equal((await harness.run(['dataset', 'put', 'copy', await file('x.json', got.stdout)])).code, 0);
      assert.deepEqual(harness.control.entries.get('copy')?.dataset.title, { fr: 'Eau' });
    });

    it('list goes through the pages; delete and versions', async () => {
      for (const id of ['a', 'b', 'c'])
        await harness.control.writeDataset(
          id,
          { dataset: { kind: 'dataset', id, title: { und: id } } },
          'test',
        );
      assert.deepEqual(
        (await harness.run(['dataset', 'list', '--json'])).json.map((entry: { id: string }) => entry.id),
        ['a', 'b', 'c', 'eau'],
      );
      assert.deepEqual((await harness.run(['dataset', 'list', '--limit', '2', '--json'])).json.length, 2);
      assert.match((await harness.run(['dataset', 'list'])).stdout, /eau +Eau +public +active/);
      assert.match((await harness.run(['dataset', 'versions', 'eau'])).stdout, /1 +active +api/);
      assert.equal((await harness.run(['dataset', 'delete', 'a', 'b'])).stdout, 'a: deleted\nb: deleted\n');
    });
  });

  describe('convert', () => {
    it('prints a dataset a line, and on stderr what was set aside and what to look at', async () => {
      const { code, stdout, stderr } = await harness.run(['convert', '--from', 'feed'], {
        stdin: 'FEED\na|Water\nb|\nc|Air|soon\n',
      });
      assert.equal(code, 0);
      assert.deepEqual(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).id),
        ['a', 'c'],
      );
      assert.deepEqual(
        stderr
          .trim()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
        [
          { stage: 'map', record: 'b', field: 'title', value: '', reason: 'a title is needed' },
          { stage: 'warning', record: 'c', field: 'issued', value: 'soon', reason: 'no date' },
        ],
      );
    });

    it('works without an API', async () => {
      const path = await file('a.feed', 'FEED\na|Water\n');
      assert.equal(
        (
          await harness.run(['convert', '--from', 'feed', path], {
            env: { NAVETTE_URL: 'http://127.0.0.1:1', NAVETTE_TOKEN: '' },
          })
        ).code,
        0,
      );
    });

    it('prints what another remote would be sent, and what is lost', async () => {
      const { stdout, stderr } = await harness.run(['convert', '--from', 'feed', '--to', 'feed'], {
        stdin: 'FEED\na|Water\n',
      });
      assert.equal(stdout, '{"name":"a"}\n');
      assert.deepEqual(JSON.parse(stderr), {
        stage: 'loss',
        record: 'a',
        field: 'title',
        value: null,
        reason: 'has no place there',
      });
    });

    it('prints one document of a format that writes, and none when there is no record', async () => {
      const { code, stdout } = await harness.run(['convert', '--from', 'feed', '--to', 'page'], {
        stdin: 'FEED\na|Water\nb|\nc|Air\n',
      });
      assert.deepEqual([code, stdout], [0, '[ a c ]\n']);
      const none = await harness.run(['convert', '--from', 'feed', '--to', 'page'], { stdin: 'FEED\nb|\n' });
      assert.deepEqual([none.code, none.stdout], [1, '']);
      const unknown = await harness.run(['convert', '--from', 'feed', '--to', 'pages'], { stdin: '' });
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /cannot be converted to; did you mean "page"\?/);
    });

    it('exits 1 when nothing could be read', async () => {
      const { code, stdout } = await harness.run(['convert', '--from', 'feed'], { stdin: 'FEED\nb|\n' });
      assert.deepEqual([code, stdout], [1, '']);
    });

    it('exits 2 for another format, an unknown adapter, one that cannot, and no file', async () => {
      const format = await harness.run(['convert', '--from', 'feed'], { stdin: '<html>' });
      assert.equal(format.code, 2);
      assert.deepEqual(JSON.parse(format.stderr), {
        stage: 'read',
        record: null,
        field: null,
        value: null,
        reason: 'stdin: is not what Feed answers: it does not start with FEED',
      });
      const kind = await harness.run(['convert', '--from', 'fed'], { stdin: '' });
      assert.equal(kind.code, 2);
      assert.match(
        kind.stderr,
        /"fed" cannot be converted from; did you mean "feed"\? known here: feed, lines/,
      );
      assert.equal((await harness.run(['convert', '--from', 'feed', '--to', 'mute'], { stdin: '' })).code, 2);
      const none = await harness.run(['convert', '--from', 'feed', join(folder, 'none')]);
      assert.equal(none.code, 2);
      assert.match(none.stderr, /there is no such file/);
    });

    it('reads a format by the piece, and keeps what came before it broke', async () => {
      const { code, stdout, stderr } = await harness.run(['convert', '--from', 'lines', '--language', 'fr'], {
        stdin: ['eau', 'broken', 'air'].map((text) => Buffer.from(text)),
      });
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(stdout), { kind: 'dataset', id: 'eau', title: { fr: 'eau' } });
      assert.equal(JSON.parse(stderr).reason, 'it breaks off');
      const broken = await harness.run(['convert', '--from', 'lines'], { stdin: [Buffer.from('broken')] });
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /stdin: is not what Lines answers: it breaks off/);
    });

    it('goes on over bytes that are not UTF-8', async () => {
      const { code, stdout, stderr } = await harness.run(['convert', '--from', 'feed'], {
        stdin: Buffer.concat([Buffer.from('FEED\na|W'), Buffer.from([0xe9]), Buffer.from('\n')]),
      });
      assert.equal(code, 0);
      assert.match(stdout, /W\ufffd/);
      assert.match(stderr, /not UTF-8/);
    });
  });

  describe('validate', () => {
    const page = (...lines: string[]) => ['FEED', ...lines, ''].join('\n');

    it('names what breaks the rules, record by record, and exits 1', async () => {
      const { code, stdout } = await harness.run(['validate', '--from', 'feed'], { stdin: page('a|Water') });
      assert.equal(code, 1);
      assert.match(stdout, /^a: does not conform, 0 of 325 points/);
      assert.match(stdout, /violation {2}description \(dct:description\): a dataset must have at least one/);
      assert.match(stdout, /0 of 1 conform to dcat-ap/);
    });

    it('prints one document with --json', async () => {
      const { json } = await harness.run(['--json', 'validate', '--from', 'feed', '--profile', 'hvd'], {
        stdin: page('a|Water', 'b|'),
      });
      assert.deepEqual(
        [json['profile'], json['records'], json['conforming'], json['setAside']],
        ['hvd', 1, 0, 1],
      );
    });

    it('exits 2 for what it cannot read, no record, and an unknown profile', async () => {
      const run = async (stdin: string, ...more: string[]) =>
        (await harness.run(['validate', '--from', 'feed', ...more], { stdin })).code;
      assert.deepEqual(
        [await run('<html>'), await run(page('b|')), await run(page('a|A'), '--profile', 'hdv')],
        [2, 2, 2],
      );
    });
  });

  describe('adapters', () => {
    it('are listed with their settings, secrets marked', async () => {
      assert.match(
        (await harness.run(['adapters'])).stdout,
        /feed: Feed \(harvest, push, convert --from, convert --to\)\n {2}url \(text, required\)\n {6}address of the feed\n {2}key \(text, secret\)/,
      );
      assert.equal((await harness.run(['adapters', '--json'])).json[0].settings[1].secret, true);
    });
  });
});
