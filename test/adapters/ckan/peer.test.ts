import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { PutRequest, PutResult } from '../../../src/adapters/adapter.ts';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { RemoteFault } from '../../../src/faults.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { actions, putting, trees, visit } from './support.ts';
import type { Loose, Visit } from './support.ts';

const url = process.env['NAVETTE_PEER_CKAN'];
const apiToken = process.env['NAVETTE_PEER_CKAN_TOKEN'];
const organization = 'navette-essai';

/** Against a real CKAN: NAVETTE_PEER_CKAN (address) and NAVETTE_PEER_CKAN_TOKEN (of somebody who may create organizations). */
if (url !== undefined && apiToken !== undefined) {
  const put = (session: Visit['session'], request: PutRequest): Promise<PutResult> =>
    ckan.put!(session, request);
  const writes = ['package_create', 'package_revise', 'package_patch', 'package_update'];
  const made: string[] = [];

  async function act(
    action: string,
    body: unknown,
  ): Promise<{ status: number; result: Loose; error: Loose }> {
    const answer = await fetch(`${url}/api/3/action/${action}`, {
      method: 'POST',
      headers: { authorization: apiToken!, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { result, error } = (await answer.json()) as Loose;
    return { status: answer.status, result, error };
  }

  const show = async (id: string): Promise<Loose> => (await act('package_show', { id })).result;

  function fresh(more: Partial<Dataset> = {}): Dataset {
    const id = randomUUID().slice(0, 8);
    return { ...trees, id, title: { fr: `Arbres ${id}` }, ...more };
  }

  async function pushed(one: Visit, dataset: Dataset) {
    const result = await put(one.session, putting(dataset));
    made.push(result.remoteId);
    one.exchanges.length = 0;
    return {
      ...result,
      again: { remoteId: result.remoteId, base: result.base, distributionIds: result.distributionIds },
    };
  }

  /** Passes requests on, and cuts the answer to the first call of `action`. */
  async function cuttingProxy(action: string): Promise<{ url: string; server: Server }> {
    let left = 1;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on(
        'end',
        () =>
          void (async () => {
            const headers = {
              authorization: request.headers.authorization ?? '',
              'content-type': 'application/json',
            };
            const body = request.method === 'GET' ? {} : { body: Buffer.concat(chunks) };
            const answer = await fetch(`${url}${request.url}`, { method: request.method!, headers, ...body });
            const text = await answer.text();
            if (request.url!.endsWith(action) && left > 0) {
              left -= 1;
              response.destroy();
              return;
            }
            response.writeHead(answer.status, { 'content-type': 'application/json' });
            response.end(text);
          })(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  }

  describe('ckan, a real one', function () {
    this.timeout(60_000);
    let one: Visit;

    before(async () => {
      await act('organization_create', { name: organization, title: 'Navette essai' });
      one = visit({ url, apiToken, organization });
    });
    beforeEach(() => {
      one.exchanges.length = 0;
    });
    after(async () => {
      for (const id of made) await act('dataset_purge', { id });
      await one.close();
    });

    it('tells its version, who we are and where we may publish', async () => {
      const report = await ckan.probe(one.session);
      assert.match(report.software, /^CKAN 2\./);
      assert.ok(
        report.mayPush &&
          report.identity !== undefined &&
          report.rights.includes('may publish in Navette essai'),
      );
    });

    it('finds out that a token is wrong, which CKAN takes for anonymous', async () => {
      const stranger = visit({ url, apiToken: 'wrong', organization });
      await assert.rejects(ckan.probe(stranger.session), { kind: 'unauthorised' });
      await assert.rejects(put(stranger.session, putting(fresh())), { kind: 'unauthorised' });
      await stranger.close();
    });

    it('creates, and writes nothing the second time', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      const modified = (await show(first.remoteId)).metadata_modified;
      const second = await put(one.session, putting(dataset, first.again));
      assert.equal(second.action, 'unchanged');
      assert.deepEqual(actions(one), ['package_show']);
      assert.equal((await show(first.remoteId)).metadata_modified, modified);
    });

    it('clears what we cleared and keeps the ids of resources', async () => {
      const first = await pushed(
        one,
        fresh({ version: '1', contactPoint: [{ name: { fr: 'Service' }, email: 'a@example.org' }] }),
      );
      const {
        description: _gone,
        keyword: _gone2,
        ...rest
      } = fresh({ distribution: [...trees.distribution!].toReversed() });
      const second = await put(
        one.session,
        putting(
          { ...rest, id: 'x', title: { fr: 'Arbres' } },
          { ...first.again, mark: first.base['extras.navette_mark'] as string },
        ),
      );
      const remote = await show(first.remoteId);
      assert.equal(second.action, 'updated');
      assert.deepEqual(
        [remote.notes, remote.version, remote.maintainer, remote.maintainer_email, remote.tags],
        ['', '', '', '', []],
      );
      assert.deepEqual(
        remote.resources.map((resource: Loose) => resource.id),
        [first.distributionIds['page'], first.distributionIds['csv']],
      );
      assert.equal(
        (
          await put(
            one.session,
            putting(
              { ...rest, id: 'x', title: { fr: 'Arbres' } },
              { ...first.again, base: second.base, mark: first.base['extras.navette_mark'] as string },
            ),
          )
        ).action,
        'unchanged',
      );
    });

    it('keeps resources, extras and tags of others', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      const remote = await show(first.remoteId);
      await act('package_patch', {
        id: first.remoteId,
        extras: [...remote.extras, { key: 'thesaurus', value: 'theirs' }],
        tags: [...remote.tags, { name: 'theirs' }],
        resources: [{ url: 'https://other.example.org/a.pdf', name: 'Notice' }, ...remote.resources],
      });
      const changed = {
        ...dataset,
        keyword: { fr: ['arbres'] },
        version: '2',
        distribution: dataset.distribution!.slice(0, 1),
      };
      const result = await put(one.session, putting(changed, first.again));
      const now = await show(first.remoteId);
      assert.equal(result.action, 'updated');
      assert.deepEqual(
        now.tags.map((tag: Loose) => tag.name),
        ['arbres', 'theirs'],
      );
      assert.ok(now.extras.some((extra: Loose) => extra.key === 'thesaurus' && extra.value === 'theirs'));
      assert.deepEqual(
        now.resources.map((resource: Loose) => resource.name),
        ['Notice', 'Export CSV'],
      );
      assert.equal(
        (
          await put(
            one.session,
            putting(changed, {
              remoteId: result.remoteId,
              base: result.base,
              distributionIds: result.distributionIds,
            }),
          )
        ).action,
        'unchanged',
      );
    });

    it('never takes over a package that only has the same name', async () => {
      const dataset = fresh();
      const theirs = await act('package_create', {
        name: `arbres-${dataset.id}`,
        title: 'Theirs',
        owner_org: organization,
      });
      made.push(theirs.result.id);
      const first = await pushed(one, dataset);
      assert.notEqual(first.remoteId, theirs.result.id);
      assert.match((await show(first.remoteId)).name, new RegExp(`^arbres-${dataset.id}-[0-9a-f]{6}$`));
      assert.equal((await show(theirs.result.id)).title, 'Theirs');
    });

    it('creates once when the answer to the create is lost', async () => {
      const proxy = await cuttingProxy('package_create');
      const through = visit({ url: proxy.url, apiToken, organization });
      const dataset = fresh();
      const request = putting(dataset);
      const result = await put(through.session, request);
      made.push(result.remoteId);
      assert.equal(result.action, 'created');
      assert.deepEqual(request.steps, ['intend', 'guard', `created ${result.remoteId}`]);
      assert.equal(actions(through).filter((action) => action === 'package_create').length, 1);
      await through.close();
      proxy.server.close();
    });

    it('makes one package of three creates at once', async () => {
      const dataset = fresh();
      const results = await Promise.all([1, 2, 3].map(() => put(one.session, putting(dataset))));
      made.push(...results.map(({ remoteId }) => remoteId));
      assert.equal(new Set(results.map(({ remoteId }) => remoteId)).size, 1);
    });

    it('finds its own package again when the process died after the create', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      const request = putting({ ...dataset, title: { fr: 'Un autre titre' } });
      const second = await put(one.session, request);
      assert.equal(second.remoteId, first.remoteId);
      assert.deepEqual(request.steps, [`created ${first.remoteId}`, 'guard']);
      assert.equal((await show(first.remoteId)).name, `arbres-${dataset.id}`);
    });

    it('writes once when the answer to an update is lost', async () => {
      const proxy = await cuttingProxy('package_revise');
      const through = visit({ url: proxy.url, apiToken, organization });
      const dataset = fresh();
      const first = await pushed(one, dataset);
      const result = await put(through.session, putting({ ...dataset, version: '2' }, first.again));
      assert.equal(result.action, 'updated');
      assert.deepEqual(
        actions(through).filter((action) => writes.includes(action)),
        ['package_revise'],
      );
      await through.close();
      proxy.server.close();
    });

    it('removes, twice, and revives what it pushes again', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      await ckan.remove!(one.session, first.remoteId, async () => {});
      await ckan.remove!(one.session, first.remoteId, async () => {});
      assert.equal(await ckan.get!(one.session, first.remoteId), undefined);
      await assert.rejects(put(one.session, putting(dataset, { ...first.again, gone: 'stop' })), {
        kind: 'absent',
      });
      const again = await put(one.session, putting(dataset, first.again));
      assert.equal(again.remoteId, first.remoteId);
      assert.equal((await show(first.remoteId)).state, 'active');
    });

    it('revives a removed package that is announced anew without its id', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      await ckan.remove!(one.session, first.remoteId, async () => {});
      assert.equal((await put(one.session, putting(dataset))).remoteId, first.remoteId);
    });

    it('creates anew when its package was purged', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      await act('dataset_purge', { id: first.remoteId });
      await assert.rejects(put(one.session, putting(dataset, { ...first.again, gone: 'stop' })), {
        kind: 'absent',
      });
      const again = await put(one.session, putting(dataset, first.again));
      made.push(again.remoteId);
      assert.equal(again.action, 'created');
    });

    it('leaves edits made there, when told to', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      await act('package_patch', { id: first.remoteId, notes: 'Edited there' });
      const kept = await put(
        one.session,
        putting({ ...dataset, version: '2' }, { ...first.again, edits: 'keep' }),
      );
      const remote = await show(first.remoteId);
      assert.deepEqual([kept.action, remote.notes, remote.version], ['updated', 'Edited there', '2']);
      const asked = await put(one.session, putting(dataset, { ...first.again, edits: 'ask' }));
      assert.deepEqual([asked.action, asked.conflicts.map(({ field }) => field)], ['conflict', ['notes']]);
      const ours = await put(one.session, putting(dataset, first.again));
      assert.deepEqual(
        [ours.action, (await show(first.remoteId)).notes],
        ['updated', 'Les arbres de la ville.'],
      );
    });

    it('is refused with the fields that CKAN names', async () => {
      const stray = visit({ url, apiToken, organization: 'no-such-organization' });
      await assert.rejects(put(stray.session, putting(fresh())), (fault: unknown) => {
        assert.ok(fault instanceof RemoteFault);
        assert.deepEqual([fault.kind, fault.fields.map(({ path }) => path)], ['refused', ['owner_org']]);
        return true;
      });
      await stray.close();
    });

    it('brings every field back that it keeps', async () => {
      const reader = visit({ url, apiToken, organization, language: 'fr' });
      const dataset = fresh({
        iri: 'https://data.example.org/trees',
        identifier: ['FR-1'],
        otherIdentifier: ['doi:10.1/x', 'doi:10.1/y'],
        version: '1.0',
        publisher: { name: { fr: 'Ville' }, iri: 'https://ville.example.org/', email: 'ville@example.org' },
        contactPoint: [
          { name: { fr: 'Service' }, email: 'service@example.org', url: 'https://ville.example.org/contact' },
        ],
        creator: [{ name: { fr: 'Autrice' } }],
        issued: '2020',
        modified: '2024-03-01T10:00:00Z',
        temporal: [{ start: '2020-01-01', end: '2024-12-31' }],
        spatial: [{ uri: 'https://zone.example.org/1', label: { fr: 'Ici' }, bbox: [1, 46, 2, 47] }],
        landingPage: ['https://data.example.org/trees/page'],
        page: [{ url: 'https://data.example.org/trees/doc' }],
        conformsTo: [{ title: 'Norme' }],
        language: ['fr', 'pt-br'],
        provenance: [{ fr: 'Relevé de terrain' }],
      });
      const first = await pushed(one, dataset);
      const back = (await ckan.get!(reader.session, first.remoteId))!.dataset;
      const { id: _id, origin: _origin, distribution, ...rest } = back;
      const { id: _ours, distribution: sent, ...wanted } = dataset;
      assert.deepEqual(rest, wanted);
      assert.deepEqual(
        distribution?.map(({ id, downloadURL, accessURL, title }) => ({ id, downloadURL, accessURL, title })),
        sent?.map(({ id, downloadURL, accessURL, title }) => ({ id, downloadURL, accessURL, title })),
      );
      await reader.close();
    });

    it('finds by mark, exactly', async () => {
      const dataset = fresh();
      const first = await pushed(one, dataset);
      assert.equal(await ckan.find!(one.session, `test/ckan/${dataset.id}`), first.remoteId);
      assert.equal(await ckan.find!(one.session, `test/ckan/${dataset.id.slice(0, 4)}`), undefined);
    });

    it('lists everything, a page at a time, and says how far it can be believed', async () => {
      const all = visit({ url });
      const ids = new Set<string>();
      const cursors = new Set<string>();
      let cursor: string | undefined;
      let page;
      do {
        page = await ckan.list!(all.session, cursor, { pageSize: 37, kinds: ['dataset', 'series'] });
        for (const { remoteId } of page.records) ids.add(remoteId);
        cursor = page.next;
        assert.ok(cursor === undefined || !cursors.has(cursor));
        cursors.add(cursor ?? '');
      } while (cursor !== undefined);
      // Other users of this CKAN may write meanwhile: then `moving` is right.
      assert.ok(['complete', 'moving'].includes(page.verdict!.state), JSON.stringify(page.verdict));
      assert.equal(page.verdict!.received, ids.size);
      await all.close();
    });

    it('lists what changed since, once each', async () => {
      const first = await pushed(one, fresh());
      const since = (await show(first.remoteId)).metadata_modified;
      const mine = [first.remoteId];
      for (let count = 0; count < 4; count += 1) mine.push((await pushed(one, fresh())).remoteId);
      const some = visit({ url, organizations: [organization] });
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ckan.list!(some.session, cursor, {
          pageSize: 2,
          kinds: ['dataset'],
          modifiedSince: `${since}Z`,
        });
        ids.push(...page.records.map(({ remoteId }) => remoteId));
        cursor = page.next;
      } while (cursor !== undefined);
      assert.deepEqual(ids, mine);
      await some.close();
    });

    it('narrows a listing by organization and format', async () => {
      await pushed(one, fresh());
      const some = visit({ url, organizations: [organization], formats: ['CSV'] });
      const page = await ckan.list!(some.session, undefined, { pageSize: 500, kinds: ['dataset'] });
      assert.ok(page.records.length > 0 && page.records.every(({ mark }) => mark !== undefined));
      assert.equal(page.verdict!.state, 'complete');
      await some.close();
    });
  });
}
