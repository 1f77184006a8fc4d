import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Api, createApi } from '../../src/api/api.ts';
import { ControlError } from '../../src/control/control.ts';
import { NOTHING_VERIFIED } from '../../src/model/counts.ts';
import { ControlDouble, T0, type Wire } from './control-double.ts';

const TOKEN = 'a-token-of-the-tests';

describe('API: plans, adoption, conflicts', () => {
  let control: ControlDouble;
  let api: Api;

  beforeEach(() => {
    control = new ControlDouble();
    api = createApi({ control, tokens: [TOKEN] });
  });
  afterEach(() => api.close());

  async function ask(method: 'GET' | 'POST', path: string, body?: unknown) {
    const answer = await api.inject({
      method,
      url: `/api/v1/connectors/lyon/${path}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: answer.statusCode, json: (): Wire => answer.json() };
  }

  const step = {
    datasetId: 'a',
    action: 'update' as const,
    remoteId: '5b7f',
    diff: [{ field: 'title', before: 'A', after: { any: 'B' } }],
    losses: [{ field: 'publisher', reason: 'no place' }],
    conflicts: [],
    basis: 'x',
  };

  it('tell how the remote differed, and compare it when asked', async () => {
    const row = { datasetId: 'a', remoteId: '5b7f', kind: 'edited', field: 'title', next: 'push' } as const;
    control.drifted = {
      verification: {
        id: 'v',
        connectorId: 'lyon',
        state: 'complete',
        place: { side: 'end' },
        counts: { ...NOTHING_VERIFIED, read: 1 },
        startedAt: T0,
      },
      drift: [{ ...row, pushed: 'A', shown: { any: 'B' } }, row],
    };
    const { status, json } = await ask('GET', 'drift?limit=1');
    assert.equal(status, 200);
    assert.deepEqual(json(), {
      verification: {
        id: 'v',
        state: 'complete',
        counts: { ...NOTHING_VERIFIED, read: 1 },
        startedAt: T0.toISOString(),
      },
      drift: [{ ...row, pushed: 'A', shown: { any: 'B' } }],
    });
    assert.deepEqual((await ask('POST', 'reconcile', { verify: true })).json(), {
      workflowId: 'verify/lyon',
    });
    assert.deepEqual((await ask('POST', 'reconcile')).json(), { workflowId: 'reconcile/lyon' });
    assert.equal((await ask('GET', 'drift?limit=0')).status, 400);
  });

  it('plan everything without a body, and some with one', async () => {
    control.pushPlans = [{ plan: [step], next: 'more' }];
    assert.deepEqual((await ask('POST', 'plan-push')).json(), { plan: [step], next: 'more' });
    await ask('POST', 'plan-push', { datasets: ['a', 'b', 'a'], limit: 7 });
    await ask('POST', 'plan-push', { after: 'more' });
    assert.deepEqual(
      control.calls.map(([, , options]) => options),
      [
        { datasetIds: undefined, limit: undefined, after: undefined },
        { datasetIds: ['a', 'b'], limit: 7, after: undefined },
        { datasetIds: undefined, limit: undefined, after: 'more' },
      ],
    );
  });

  it('apply a plan as it was answered, or its decisive fields alone', async () => {
    const { datasetId, action, basis } = step;
    assert.deepEqual((await ask('POST', 'apply-plan', { plan: [step] })).json(), {
      applied: [{ datasetId: 'a', outcome: 'pushed' }],
    });
    await ask('POST', 'apply-plan', { plan: [{ datasetId, action, basis }] });
    assert.deepEqual(control.calls, [
      ['applyPlan', 'lyon', [{ datasetId, action, basis }]],
      ['applyPlan', 'lyon', [{ datasetId, action, basis }]],
    ]);
  });

  it('take no plan without a basis, with a field that is unknown, or over 500 steps', async () => {
    const { basis: _basis, ...baseless } = step;
    for (const plan of [[baseless], [{ ...step, force: true }], [], Array.from({ length: 501 }, () => step)])
      assert.equal((await ask('POST', 'apply-plan', { plan })).status, 400);
    assert.deepEqual(control.calls, []);
  });

  it('adopt a record, and say why not', async () => {
    const body = { dataset: 'a', remoteId: 'arbres' };
    assert.deepEqual((await ask('POST', 'adopt', body)).json(), {
      datasetId: 'a',
      remoteId: 'arbres',
      title: 'Arbres',
    });
    control.failures.set('adopt', new ControlError('invalid', 'it carries another mark'));
    const refused = await ask('POST', 'adopt', body);
    assert.deepEqual([refused.status, refused.json().message], [400, 'it carries another mark']);
    assert.equal((await ask('POST', 'adopt', { dataset: 'a' })).status, 400);
  });

  it('list conflicts with their values', async () => {
    const conflicts = [{ field: 'title', base: 'A', ours: 'B', theirs: null }];
    control.conflicting = [{ datasetId: 'a', since: T0, conflicts }];
    assert.deepEqual((await ask('GET', 'conflicts?limit=5')).json(), {
      conflicts: [{ datasetId: 'a', since: T0.toISOString(), conflicts }],
    });
    assert.deepEqual(control.calls, [['conflicts', 'lyon', 5]]);
  });

  it('resolve all fields or some', async () => {
    await ask('POST', 'conflicts/a%3A1', { take: 'theirs' });
    assert.deepEqual((await ask('POST', 'conflicts/a', { take: 'ours', fields: ['tags'] })).json(), {
      datasetId: 'a',
      resolved: ['tags'],
      open: ['tags'],
    });
    assert.equal((await ask('POST', 'conflicts/a', { take: 'mine' })).status, 400);
    assert.deepEqual(control.calls, [
      ['resolve', 'lyon', 'a:1', { take: 'theirs' }],
      ['resolve', 'lyon', 'a', { take: 'ours', fields: ['tags'] }],
    ]);
  });
});
