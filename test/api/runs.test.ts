import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { ControlError } from '../../src/control/control.ts';
import { RemoteFault } from '../../src/faults.ts';
import { Harness, TOKEN } from '../cli/harness.ts';
import { run } from './control-double.ts';

describe('runs, from outside', () => {
  let navette = new Harness();
  before(() => navette.start());
  after(() => navette.stop());
  afterEach(async () => {
    await navette.stop();
    navette = new Harness();
    await navette.start();
  });

  const call = (path: string, body?: unknown): Promise<Response> =>
    fetch(`${navette.url}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('preview: one document a line, of a saved connector or of one that is not', async () => {
    navette.control.previewed = [
      { type: 'record', action: 'added', remoteId: 'r', datasetId: 'd', title: 'T', diff: [], warnings: [] },
      { type: 'progress', received: 1, announced: 9 },
    ];
    const answer = await call('preview', { connector: { id: 'x', adapter: 'feed' }, limit: 5 });
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson; charset=utf-8');
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(lines, navette.control.previewed);
    assert.deepEqual(navette.control.calls.at(-1), [
      'preview',
      { connector: { id: 'x', adapter: 'feed' } },
      { limit: 5, unchanged: false },
    ]);
    await (await call('preview', { connectorId: 'lyon', limit: 'all' })).text();
    assert.deepEqual(navette.control.calls.at(-1), [
      'preview',
      { connectorId: 'lyon' },
      { unchanged: false },
    ]);
  });

  it('preview: what is wrong from the start is an error, what comes later the last line', async () => {
    assert.equal((await call('preview', {})).status, 400);
    assert.equal((await call('preview', { connectorId: 'lyon', connector: {} })).status, 400);
    navette.control.failures.set('preview', new ControlError('unknown', 'no connector lyon'));
    assert.equal((await call('preview', { connectorId: 'lyon' })).status, 404);
    navette.control.failures.set('preview', new RemoteFault('unreachable', 'x does not answer'));
    const cli = await navette.run(['preview', 'lyon']);
    assert.equal(cli.code, 3);
    assert.match(cli.stderr, /x does not answer/);
  });

  it('preview on the command line: fields, reasons, sums, and that nothing was written', async () => {
    navette.control.previewed = [
      {
        type: 'record',
        action: 'updated',
        datasetId: 'lyon:1',
        title: 'Arbres',
        diff: [{ field: 'title', before: { fr: 'A' }, after: { fr: 'B' } }],
        warnings: [],
      },
      {
        type: 'record',
        action: 'setAside',
        remoteId: 'r2',
        diff: [],
        warnings: [],
        reason: { stage: 'map', field: 'title', value: '7', reason: 'no text' },
      },
      {
        type: 'summary',
        whole: true,
        received: 2,
        added: 0,
        updated: 1,
        unchanged: 0,
        repeated: 0,
        own: 0,
        filtered: 0,
        setAside: 1,
        announced: 2,
        wouldRemove: 3,
        verdict: { state: 'complete', received: 2 },
      },
    ];
    const { code, stdout } = await navette.run(['preview', 'lyon', '--all']);
    assert.equal(code, 1, 'something would be set aside');
    assert.equal(
      stdout,
      [
        '~ lyon:1: updated «Arbres»',
        '    title: {"fr":"A"} → {"fr":"B"}',
        '! r2: set aside: title "7" no text',
        '',
        '2 of 2 records: 1 updated, 1 set aside, 3 would be removed',
        'the listing is complete',
        'nothing was written',
        '',
      ].join('\n'),
    );
    assert.equal((await navette.run(['preview'])).code, 2);
  });

  it('steering: each wish goes to the run, nonsense is refused with its field', async () => {
    for (const argv of [
      ['pause', 'r1'],
      ['resume', 'r1'],
      ['stop', 'r1'],
      ['skip', 'r1', 'a', 'b'],
      ['tune', 'r1', '--page-size', '50', '--concurrency', '2'],
    ])
      assert.equal((await navette.run(['runs', ...argv])).code, 0, argv.join(' '));
    assert.deepEqual(
      navette.control.calls.map(([, , wish]) => wish),
      [
        { action: 'pause' },
        { action: 'resume' },
        { action: 'stop' },
        { action: 'skip', remoteIds: ['a', 'b'] },
        { action: 'tune', pageSize: 50, concurrency: 2 },
      ],
    );
    const refused = await call('runs/r1/tune', { concurrency: 99 });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /concurrency/);
    assert.equal((await navette.run(['runs', 'tune', 'r1'])).code, 2);
  });

  it('modes: the one that is asked for goes to the harvest, two are refused', async () => {
    const started = await navette.run(['harvest', 'lyon', '--no-follow', '--forced']);
    assert.equal(started.code, 0, started.stderr);
    assert.deepEqual(navette.control.calls.at(-1), ['harvest', 'lyon', 'forced']);
    assert.equal((await navette.run(['harvest', 'lyon', '--forced', '--validate'])).code, 2);
    assert.equal((await call('connectors/lyon/harvest', { mode: 'quick' })).status, 400);
  });

  it('undo: shows the plan first and does nothing without a yes', async () => {
    navette.control.undone = {
      run: 'r1',
      undoRun: 'u1',
      counts: { revert: 1, restore: 0, remove: 1, refused: 1 },
      steps: [
        {
          datasetId: 'd1',
          action: 'revert',
          title: 'A',
          diff: [{ field: 'title', before: 'x', after: 'y' }],
        },
        { datasetId: 'd2', action: 'remove', title: 'B', diff: [], refused: 'changed since by api' },
      ],
    };
    const refused = await navette.run(['runs', 'undo', 'r1'], { stdin: 'n\n' });
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /~ d1: revert «A»\n {4}title: "x" → "y"\n- d2: remove «B»: changed since by api/,
    );
    assert.deepEqual(navette.control.calls, [['undoRun', 'r1', { dryRun: true, force: false }]]);
    const done = await navette.run(['runs', 'undo', 'r1', '--yes', '--force']);
    assert.equal(done.code, 1, 'one was left alone');
    assert.match(done.stdout, /recorded as run u1/);
    assert.deepEqual(navette.control.calls.at(-1), ['undoRun', 'r1', { dryRun: false, force: true }]);
  });

  it('reports: CSV that no spreadsheet runs, and JSON', async () => {
    navette.control.allRuns = [run('r1')];
    navette.control.reported = [
      { what: 'updated', dataset: 'd1', title: '=1+1', fields: ['title', 'license'] },
      {
        what: 'setAside',
        record: '@r',
        stage: 'map',
        field: 'issued',
        value: '+3,\n"x"',
        reason: '-no date',
      },
      { what: 'added', dataset: '\td', title: '\rcr' },
    ];
    const { stdout } = await navette.run(['runs', 'report', 'r1', '--csv']);
    assert.equal(
      stdout,
      [
        'what,dataset,record,title,fields,stage,field,value,reason',
        `updated,d1,,"'=1+1",title license,,,,`,
        `setAside,,"'@r",,,map,issued,"'+3,\n""x""","'-no date"`,
        `added,"'\td",,"'\rcr",,,,,`,
        '',
      ].join('\r\n'),
    );
    const { json } = await navette.run(['runs', 'report', 'r1', '--json']);
    assert.deepEqual([json.id, json.report], ['r1', navette.control.reported]);
    assert.match((await navette.run(['runs', 'report', 'r1'])).stdout, /set aside {2}@r {2}map issued/);
  });

  it('differences and progress in words', async () => {
    navette.control.changes = {
      changes: [{ datasetId: 'd1', action: 'updated', title: 'A', diff: [{ field: 'title', before: 'x' }] }],
      next: 'd1',
    };
    const diff = await navette.run(['runs', 'diff', 'r1', 'r2', '--limit', '1']);
    assert.equal(diff.stdout, '~ d1: updated «A»\n    title: "x" → nothing\nthere are more: say --limit\n');
    assert.deepEqual(navette.control.calls.at(-1), ['runDiff', 'r1', 'r2', { after: undefined, limit: 1 }]);
    navette.control.far = {
      state: 'running',
      paused: true,
      stopping: false,
      pages: 2,
      received: 30,
      total: 90,
      perSecond: 10,
      msLeft: 6_000,
    };
    const far = await navette.run(['runs', 'progress', 'r1']);
    assert.match(far.stdout, /paused[\s\S]*30 of 90[\s\S]*10\.0 records\/s/);
  });
});
