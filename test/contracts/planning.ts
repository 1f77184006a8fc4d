import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PutPlan, PutRequest, PutResult } from '../../src/adapters/adapter.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { Bench, OnBench } from './remote.ts';
import { richSample } from './samples.ts';

/** Stops a put in `planned`, and gives what it was told until then. */
async function stopped<S>(bench: Bench<S>, dataset: Dataset, more: Partial<PutRequest>): Promise<PutPlan> {
  const plans: PutPlan[] = [];
  const { request, told } = bench.asking(dataset, more);
  const planned = (plan: PutPlan): void => {
    plans.push(plan);
    throw new Error('only looking');
  };
  await assert.rejects(bench.put(dataset, { ...request, planned }), /only looking/);
  assert.deepEqual(told, []);
  const [plan] = plans;
  assert.ok(plan !== undefined && plans.length === 1);
  return plan;
}

/** Puts, and gives what was told beside what came of it, with how many writes had been sent when it was told. */
async function told<S>(
  bench: Bench<S>,
  dataset: Dataset,
  more: Partial<PutRequest>,
): Promise<{ plans: PutPlan[]; result: PutResult; sentBefore: number[] }> {
  const plans: PutPlan[] = [];
  const sentBefore: number[] = [];
  const planned = (plan: PutPlan): void => {
    plans.push(plan);
    sentBefore.push(bench.writes().length);
  };
  return { plans, sentBefore, result: await bench.put(dataset, { ...more, planned }) };
}

const known = ({ remoteId, base, distributionIds }: PutResult): Partial<PutRequest> => ({
  remoteId,
  base,
  distributionIds,
});

function sameAsTold(plans: readonly PutPlan[], result: PutResult): void {
  assert.equal(plans.length, 1);
  const [plan] = plans;
  assert.deepEqual(plan?.diff, result.diff);
  assert.equal(plan?.action === 'create' ? 'created' : 'updated', result.action);
  const reported = result.losses.map((loss) => JSON.stringify(loss));
  for (const loss of plan?.losses ?? []) assert.ok(reported.includes(JSON.stringify(loss)), loss.field);
}

export function promisePlanning<S>(on: OnBench<S>): void {
  describe('7b. put tells what it will write', () => {
    const changed = (dataset: Dataset): Dataset => {
      const { keyword: _keyword, contactPoint: _contact, ...rest } = dataset;
      return {
        ...rest,
        description: { fr: 'Changé ici.' },
        contactPoint: [{ name: { fr: 'Autre accueil' }, email: 'autre@example.org' }],
        distribution: [],
      };
    };

    it('and can be stopped there: no record is made', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      bench.proxy.reset();
      const plan = await stopped(bench, dataset, {});
      assert.deepEqual([plan.action, plan.remoteId], ['create', undefined]);
      assert.ok(plan.diff.some(({ field, after }) => field === 'title' && after === dataset.title['fr']));
      assert.deepEqual(bench.writes(), []);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
    });

    it('and can be stopped there: a record stays as it is', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      bench.proxy.reset();
      const plan = await stopped(bench, changed(dataset), known(first));
      assert.deepEqual([plan.action, plan.remoteId], ['update', first.remoteId]);
      assert.deepEqual(bench.writes(), []);
      assert.equal((await bench.again(dataset, first)).action, 'unchanged');
    });

    it('and can be stopped there: a deleted record stays deleted', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.removeByHand(first.remoteId);
      bench.proxy.reset();
      await stopped(bench, dataset, known(first));
      assert.deepEqual(bench.writes(), []);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
    });

    it('and then writes that when it makes the record', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      bench.proxy.reset();
      const { plans, result, sentBefore } = await told(bench, dataset, {});
      sameAsTold(plans, result);
      assert.deepEqual(sentBefore, [0]);
    });

    it('and then writes that when it brings the record up to date', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      bench.proxy.reset();
      const { plans, result, sentBefore } = await told(bench, changed(dataset), known(first));
      sameAsTold(plans, result);
      assert.deepEqual(sentBefore, [0]);
    });

    it('and then writes that when it brings a deleted record back', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.removeByHand(first.remoteId);
      bench.proxy.reset();
      const { plans, result, sentBefore } = await told(bench, dataset, known(first));
      sameAsTold(plans, result);
      assert.deepEqual(sentBefore, [0]);
    });

    it('and says nothing when there is nothing to write', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      const { plans, result } = await told(bench, dataset, known(first));
      assert.deepEqual([plans, result.action], [[], 'unchanged']);
    });

    it('nor when a person has to be asked first', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.retitle(first.remoteId, 'Retouché à la main');
      const { plans, result } = await told(bench, changed(dataset), { ...known(first), edits: 'ask' });
      assert.deepEqual([plans, result.action], [[], 'conflict']);
    });
  });
}
