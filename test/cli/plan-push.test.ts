import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DatasetPlan } from '../../src/adapters/dataset-plan.ts';
import { T0 } from '../api/control-double.ts';
import { Harness } from './harness.ts';

const step = (
  datasetId: string,
  action: DatasetPlan['action'],
  more: Partial<DatasetPlan> = {},
): DatasetPlan => ({
  datasetId,
  action,
  diff: [],
  losses: [],
  conflicts: [],
  basis: `basis of ${datasetId}`,
  ...more,
});

const PLAN = [
  step('new', 'create', { diff: [{ field: 'title', after: 'Neuf' }] }),
  step('old', 'update', {
    remoteId: '5b7f',
    diff: [
      { field: 'title', before: 'Vieux', after: 'Vieux \u001b[31mrouge' },
      { field: 'tags', before: ['a'] },
    ],
    losses: [{ field: 'publisher', value: 'Ville', reason: 'no place for it' }],
  }),
  step('same', 'unchanged'),
  step('gone', 'remove', { remoteId: '5b80' }),
];

describe('navette plan push', () => {
  let harness: Harness;
  let folder = '';

  beforeEach(async () => {
    harness = new Harness();
    harness.control.pushPlans = [{ plan: PLAN }];
    await harness.start();
    folder = await mkdtemp(join(tmpdir(), 'cli-plan-'));
  });
  afterEach(async () => {
    await harness.stop();
    await rm(folder, { recursive: true });
  });

  it('shows what would be done, field by field, and what would be lost', async () => {
    const { code, stdout } = await harness.run(['plan', 'push', 'lyon']);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      [
        '+ new: create',
        '    title: "Neuf"',
        '~ old: update (5b7f)',
        '    title: "Vieux" → "Vieux \\u001b[31mrouge"',
        '    tags: ["a"] → nothing',
        '    lost: publisher "Ville": no place for it',
        '- gone: remove (5b80)',
        '1 create, 1 update, 1 remove, 1 unchanged',
        '',
      ].join('\n'),
    );
  });

  it('tells how a record would be taken out of sight', async () => {
    const diff = [{ field: 'archived', before: false, after: true }];
    harness.control.pushPlans = [
      { plan: [step('old', 'remove', { remoteId: '5b80', removal: 'archive', diff })] },
    ];
    const { stdout } = await harness.run(['plan', 'push', 'lyon']);
    assert.match(stdout, /^- old: archive \(5b80\)\n {4}archived: false → true\n1 remove$/m);
  });

  it('has colours on a terminal only, and not where they are unwanted', async () => {
    const escape = String.fromCodePoint(27);
    assert.ok(
      (await harness.run(['plan', 'push', 'lyon'], { tty: true })).stdout.includes(`${escape}[32m+ new`),
    );
    const plain = await harness.run(['plan', 'push', 'lyon'], { tty: true, env: { NO_COLOR: '1' } });
    assert.ok(!plain.stdout.includes(escape));
  });

  it('names what stays as it is when it was asked for by name', async () => {
    const { stdout } = await harness.run(['plan', 'push', 'lyon', 'same', 'same']);
    assert.match(stdout, /^ {2}same: unchanged$/m);
    assert.deepEqual(harness.control.calls[0]?.[2], {
      datasetIds: ['same'],
      limit: undefined,
      after: undefined,
    });
  });

  it('goes through all pages, up to a limit', async () => {
    harness.control.pushPlans = [{ plan: PLAN, next: 'more' }, { plan: [step('last', 'create')] }];
    assert.match((await harness.run(['plan', 'push', 'lyon'])).stdout, /2 create, /);
    const { json } = await harness.run(['plan', 'push', 'lyon', '--limit', '4', '--json']);
    assert.deepEqual([json.connector, json.plan.length], ['lyon', 4]);
    assert.deepEqual(
      harness.control.calls.map((call) => call[2]).map((options) => Object.values(options ?? {})),
      [
        [undefined, 100, undefined],
        [undefined, 100, 'more'],
        [undefined, 4, undefined],
      ],
    );
  });

  it('exits 1 when something is refused or has to be decided, and says why', async () => {
    const fault = {
      kind: 'refused' as const,
      message: 'no title',
      fields: [{ path: 'title', message: 'empty' }],
    };
    const conflicts = [{ field: 'title', base: 'A', ours: 'B', theirs: 'C' }];
    harness.control.pushPlans = [
      { plan: [step('bad', 'refused', { fault }), step('asked', 'conflict', { conflicts })] },
    ];
    const { code, stdout } = await harness.run(['plan', 'push', 'lyon']);
    assert.equal(code, 1);
    assert.match(stdout, /^! bad: refused: no title\n {4}title: empty$/m);
    assert.match(stdout, /^\? asked: conflict\n {4}title: ours "B", theirs "C", before "A"$/m);
  });

  it('keeps a plan that is applied later, without what needs no write', async () => {
    const file = join(folder, 'plan.json');
    await harness.run(['plan', 'push', 'lyon', '--out', file]);
    assert.equal(JSON.parse(await readFile(file, 'utf8')).plan.length, 4);
    harness.control.calls.length = 0;
    const { code, stdout } = await harness.run(['plan', 'push', 'lyon', '--apply', file]);
    assert.deepEqual([code, stdout], [0, 'new: pushed\nold: pushed\ngone: pushed\n']);
    assert.deepEqual(harness.control.calls, [
      [
        'applyPlan',
        'lyon',
        PLAN.filter(({ action }) => action !== 'unchanged').map(({ datasetId, action, basis }) => ({
          datasetId,
          action,
          basis,
        })),
      ],
    ]);
  });

  it('exits 1 when something moved since', async () => {
    const file = join(folder, 'plan.json');
    await harness.run(['plan', 'push', 'lyon', '--out', file]);
    harness.control.applied = [
      { datasetId: 'old', outcome: 'moved', fault: { kind: 'conflict', message: 'moved since the plan' } },
    ];
    const { code, stdout } = await harness.run(['plan', 'push', 'lyon', 'old', '--apply', file]);
    assert.deepEqual([code, stdout], [1, 'old: moved: moved since the plan\n']);
  });

  it('applies no plan of another connector, of other datasets, nor what is no plan', async () => {
    const file = join(folder, 'plan.json');
    await harness.run(['plan', 'push', 'lyon', '--out', file]);
    harness.control.calls.length = 0;
    const other = await harness.run(['plan', 'push', 'paris', '--apply', file]);
    assert.match(other.stderr, /is a plan for lyon, not for paris/);
    const stranger = await harness.run(['plan', 'push', 'lyon', 'x', '--apply', file]);
    assert.match(stranger.stderr, /does not plan x/);
    await writeFile(file, '{}');
    const none = await harness.run(['plan', 'push', 'lyon', '--apply', file]);
    assert.match(none.stderr, /holds no plan/);
    assert.deepEqual([other.code, stranger.code, none.code, harness.control.calls], [2, 2, 2, []]);
  });

  it('leaves navette plan to files of connectors', async () => {
    const { code, stderr } = await harness.run(['plan', join(folder, 'none.yaml')]);
    assert.equal(code, 2);
    assert.match(stderr, /none\.yaml/);
  });
});

describe('navette adopt, conflicts, resolve', () => {
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    await harness.start();
  });
  afterEach(() => harness.stop());

  it('binds a dataset to a record', async () => {
    const { code, stdout } = await harness.run(['adopt', 'lyon', 'trees', 'arbres']);
    assert.deepEqual(
      [code, stdout],
      [0, 'trees has the record arbres now (Arbres); the next push brings it up to date\n'],
    );
    assert.deepEqual(harness.control.calls, [['adopt', 'lyon', 'trees', 'arbres']]);
  });

  it('shows all values in conflict', async () => {
    assert.equal((await harness.run(['conflicts', 'lyon'])).stdout, 'no conflicts\n');
    const conflicts = [{ field: 'title', base: 'A', ours: 'B', theirs: null }];
    harness.control.conflicting = [{ datasetId: 'trees', since: T0, conflicts }];
    assert.equal(
      (await harness.run(['conflicts', 'lyon'])).stdout,
      'trees, since 2026-02-03 04:05:06Z\n    title: ours "B", theirs nothing, before "A"\n',
    );
    harness.control.conflicting = [
      { datasetId: 'trees', since: T0, conflicts: [{ field: 'record', gone: true, base: '5b7f' }] },
    ];
    assert.match(
      (await harness.run(['conflicts', 'lyon'])).stdout,
      /the whole record is gone from the remote: it was "5b7f"/,
    );
    harness.control.conflicting = [{ datasetId: 'trees', since: T0, conflicts }];
    assert.equal((await harness.run(['conflicts', 'lyon', '--json'])).json[0].conflicts[0].ours, 'B');
  });

  it('decides them', async () => {
    const { code, stdout } = await harness.run(['resolve', 'lyon', 'trees', 'ours', 'title', 'notes']);
    assert.deepEqual([code, stdout], [0, 'trees: ours for title, notes; still open: tags\n']);
    await harness.run(['resolve', 'lyon', 'trees', 'theirs']);
    assert.deepEqual(harness.control.calls, [
      ['resolve', 'lyon', 'trees', { take: 'ours', fields: ['title', 'notes'] }],
      ['resolve', 'lyon', 'trees', { take: 'theirs' }],
    ]);
    assert.equal((await harness.run(['resolve', 'lyon', 'trees', 'mine'])).code, 2);
  });
});
