import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { tried } from '../../src/adapters/merge.ts';
import type { ProxyAction } from '../support/fault-proxy.ts';
import type { Bench, OnBench } from './remote.ts';
import { richSample } from './samples.ts';

function titleOf({ title }: Dataset): string {
  return title['fr'] ?? '';
}

/** Puts until it is done, as whoever drives an adapter does; only faults that are worth another try are tried again. */
async function persistently<S>(bench: Bench<S>, dataset: Dataset): Promise<string> {
  for (let tries = 0; tries < 4; tries += 1) {
    try {
      return (await bench.put(dataset)).remoteId;
    } catch (error) {
      assert.ok(error instanceof RemoteFault && error.retryable, String(error));
    }
  }
  throw new Error('four tries were not enough');
}

export function promiseOneRecord<S>(on: OnBench<S>): void {
  describe('5. put makes one record', () => {
    it('and says so', async () => {
      const dataset = on().named(richSample());
      const { action, remoteId, url } = await on().put(dataset);
      assert.equal(action, 'created');
      assert.equal(await on().remote.title(remoteId), titleOf(dataset));
      assert.ok(url === undefined || URL.canParse(url));
    });

    const losses: Record<string, ProxyAction> = {
      'when the answer to the create is lost': 'lose',
      'when the answer to the create is cut': 'half',
      'when the create never arrives': 'cut',
      'when the create is answered by a page': {
        rewrite: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }),
      },
      'when the create is answered 500 although it was done': {
        rewrite: () => ({ status: 500, body: '{}' }),
      },
      'when a gateway gives up on the create although it was done': {
        rewrite: () => ({ status: 504, body: '' }),
      },
    };
    for (const [fact, action] of Object.entries(losses)) {
      it(fact, async () => {
        const bench = on();
        const dataset = bench.named(richSample());
        const hits = bench.proxy.add({
          matches: (request) => bench.remote.isCreate(request),
          times: 1,
          action,
        });
        const remoteId = await persistently(bench, dataset);
        assert.equal(hits(), 1);
        assert.equal(await bench.remote.title(remoteId), titleOf(dataset));
        assert.equal(await bench.remote.countTitled(titleOf(dataset)), 1);
      });
    }

    it('and tells of it: intent and guard before the create, the id right after', async () => {
      const bench = on();
      const { request, told } = bench.asking(bench.named(richSample()));
      const { remoteId } = await bench.put(request.dataset, request);
      const create = bench.proxy.requests.find((one) => bench.remote.isCreate(one));
      const after = bench.proxy.requests.find(({ at }) => create !== undefined && at > create.at);
      const at = (what: string): number => told.find((one) => one.what === what)?.at ?? Infinity;
      assert.ok(create);
      assert.ok(at('intend') < create.at && at('guard') < create.at);
      assert.ok(at('created') > create.at && at('created') < (after?.at ?? Infinity));
      assert.equal(told.find(({ what }) => what === 'created')?.id, remoteId);
    });

    it('unless the intent cannot be kept', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      await assert.rejects(
        bench.put(dataset, { intend: () => Promise.reject(new Error('ledger down')) }),
        /ledger down/,
      );
      assert.equal(await bench.remote.countTitled(titleOf(dataset)), 0);
    });

    it('unless the guard is lost', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      await assert.rejects(
        bench.put(dataset, { guard: () => Promise.reject(new Error('fenced off')) }),
        /fenced off/,
      );
      assert.deepEqual(bench.writes(), []);
    });

    it('that it finds by its mark', async () => {
      const bench = on();
      if (bench.adapter.find === undefined) return;
      const dataset = bench.named(richSample());
      const { remoteId } = await bench.put(dataset);
      const { request } = bench.asking(dataset);
      assert.equal(await bench.adapter.find(bench.session(), request.mark), remoteId);
      assert.equal(await bench.adapter.find(bench.session(), `${request.mark}-other`), undefined);
    });
  });
}

export function promiseIdempotence<S>(on: OnBench<S>): void {
  describe('6. put twice', () => {
    it('writes nothing the second time', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      bench.proxy.reset();
      const { action, diff, remoteId } = await bench.again(dataset, first);
      assert.deepEqual([action, diff, remoteId], ['unchanged', [], first.remoteId]);
      assert.deepEqual(bench.writes(), []);
    });

    it('writes nothing either when all that is known is the id', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const { remoteId } = await bench.put(dataset);
      bench.proxy.reset();
      const { action } = await bench.put(dataset, { remoteId });
      assert.equal(action, 'unchanged');
      assert.deepEqual(bench.writes(), []);
    });

    it('nor when nothing is known any more', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      bench.proxy.reset();
      const { action, remoteId } = await bench.put(dataset);
      assert.deepEqual([action, remoteId], ['unchanged', first.remoteId]);
      assert.deepEqual(bench.writes(), []);
    });

    it('takes away what an unanswered write brought and nobody wants any more', async () => {
      const bench = on();
      if (bench.adapter.get === undefined) return;
      const { keyword: _keyword, temporal: _temporal, ...dataset } = bench.named(richSample());
      const first = await bench.put(dataset);
      for (const edits of ['overwrite', 'keep'] as const) {
        // Both arrive, and of the first nobody hears: what is known is what it was about to send.
        const base = { ...first.base };
        const temporal = [{ start: '2014-01-01', end: '2014-12-31' }];
        await bench.again({ ...dataset, keyword: { fr: ['eau', 'forêts'] }, temporal }, first, {
          edits,
          planned: ({ diff }) => void Object.assign(base, tried(first.base, diff, edits)),
        });
        const { remoteId } = await bench.again(dataset, first, { base, edits });
        const shown = (await bench.get(remoteId))?.dataset;
        assert.deepEqual([shown?.keyword, shown?.temporal], [undefined, undefined], edits);
      }
    });

    it('writes a change once, and then nothing', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      const changed: Dataset = { ...dataset, description: { fr: 'Tout autre chose, en mieux.' } };
      const second = await bench.again(changed, first);
      bench.proxy.reset();
      const third = await bench.again(changed, second);
      assert.deepEqual([second.action, third.action], ['updated', 'unchanged']);
      assert.deepEqual(bench.writes(), []);
    });

    it('brings the change although the answer to it was lost', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      const title = { fr: `${titleOf(dataset)} (2)` };
      bench.proxy.reset();
      const hits = bench.proxy.add({
        matches: (request) => bench.remote.isWrite(request),
        times: 1,
        action: 'lose',
      });
      const { remoteId } = await bench
        .again({ ...dataset, title }, first)
        .catch(() => bench.again({ ...dataset, title }, first));
      assert.deepEqual([hits(), await bench.remote.title(remoteId)], [1, title.fr]);
      assert.equal(await bench.remote.countTitled(title.fr), 1);
    });
  });
}

export function promiseRespect<S>(on: OnBench<S>): void {
  describe('7. put keeps what is not ours', () => {
    const changedOf = (dataset: Dataset): Dataset => ({ ...dataset, description: { fr: 'Changé ici.' } });

    it('resources of somebody else', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.addResource(first.remoteId, {
        title: 'Étranger',
        url: 'https://elsewhere.example.org/x.csv',
      });
      await bench.again(changedOf(dataset), first);
      const titles = (await bench.remote.resources(first.remoteId)).map(({ title }) => title);
      assert.ok(titles.includes('Étranger'), titles.join(', '));
    });

    it('extras of somebody else', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.addExtra(first.remoteId, 'etranger', 'garder');
      await bench.again(changedOf(dataset), first);
      assert.equal(await bench.remote.extra(first.remoteId, 'etranger'), 'garder');
    });

    it('ids of resources, when they change and when others come and go', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      const [kept, gone] = dataset.distribution ?? [];
      assert.ok(kept && gone);
      const fresh = {
        id: 'neuf',
        title: { fr: 'Neuf' },
        downloadURL: ['https://data.example.org/neuf.json'],
      };
      const distribution = [
        fresh,
        { ...kept, title: { fr: 'Renommé' }, downloadURL: ['https://data.example.org/ailleurs.csv'] },
      ];
      const second = await bench.again({ ...dataset, distribution }, first);
      const shown = await bench.remote.resources(first.remoteId);
      const id = first.distributionIds[kept.id ?? ''];
      assert.equal(shown.find(({ title }) => title === 'Renommé')?.id, id);
      assert.equal(second.distributionIds[kept.id ?? ''], id);
      assert.deepEqual(shown.map(({ title }) => title).sort(), ['Neuf', 'Renommé']);
    });

    it('and clears what we cleared', async () => {
      const bench = on();
      if (bench.adapter.get === undefined) return;
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      const {
        keyword: _keyword,
        temporal: _temporal,
        license: _license,
        frequency: _frequency,
        ...bare
      } = dataset;
      await bench.again(bare, first);
      const shown = (await bench.get(first.remoteId))?.dataset;
      assert.deepEqual(
        [shown?.keyword, shown?.temporal, shown?.frequency],
        [undefined, undefined, undefined],
      );
      assert.equal(shown?.license?.uri, undefined);
    });

    it('and takes the last of our resources away', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.addResource(first.remoteId, {
        title: 'Étranger',
        url: 'https://elsewhere.example.org/x.csv',
      });
      await bench.again({ ...dataset, distribution: [] }, first);
      assert.deepEqual(
        (await bench.remote.resources(first.remoteId)).map(({ title }) => title),
        ['Étranger'],
      );
    });

    it('overwrites an edit made there, when told to', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.retitle(first.remoteId, 'Retouché à la main');
      await bench.again(dataset, first, { edits: 'overwrite' });
      assert.equal(await bench.remote.title(first.remoteId), titleOf(dataset));
    });

    it('keeps an edit made there, when told to, and writes the rest', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.retitle(first.remoteId, 'Retouché à la main');
      const { action } = await bench.again(changedOf(dataset), first, { edits: 'keep' });
      assert.equal(action, 'updated');
      assert.equal(await bench.remote.title(first.remoteId), 'Retouché à la main');
    });

    it('asks about an edit made there, when told to, and writes nothing', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      await bench.remote.retitle(first.remoteId, 'Retouché à la main');
      bench.proxy.reset();
      const { action, conflicts } = await bench.again(changedOf(dataset), first, { edits: 'ask' });
      assert.equal(action, 'conflict');
      assert.ok(conflicts.length > 0);
      assert.deepEqual(bench.writes(), []);
    });

    it('lets no update through without the guard', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset);
      bench.proxy.reset();
      const fenced = { guard: () => Promise.reject(new Error('fenced off')) };
      await assert.rejects(bench.again(changedOf(dataset), first, fenced), /fenced off/);
      assert.deepEqual(bench.writes(), []);
    });
  });
}
