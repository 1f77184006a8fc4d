import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import type { PutResult, Session } from '../../../src/adapters/adapter.ts';
import { udata } from '../../../src/adapters/udata/index.ts';
import type { Settings } from '../../../src/adapters/udata/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { matchLicense } from '../../../src/vocabularies/licenses.ts';
import { closeClients, portal, putting, sessionOn } from './support.ts';

type Json = Record<string, unknown>;

const url = process.env['NAVETTE_PEER_UDATA'];
const apiKey = process.env['NAVETTE_PEER_UDATA_KEY'];

/** Against a running udata that takes addresses on 127.0.0.1, in an organisation made for the run. */
if (url !== undefined && apiKey !== undefined) {
  describe('udata, a running one', function () {
    this.timeout(60_000);
    let organization = '';
    let session: Session<Settings>;
    const made: string[] = [];

    async function call(method: string, path: string, body?: unknown): Promise<Json> {
      const answer = await fetch(`${url}/api/1/${path}`, {
        method,
        headers: { 'x-api-key': apiKey ?? '', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return text === '' ? {} : (JSON.parse(text) as Json);
    }

    /** The same udata, but the answer to the first creation at this address is lost. */
    function losingCreation(ending: string) {
      let cuts = 1;
      return portal(async (heard) => {
        const answer = await fetch(`${url}${heard.path}?${heard.query.toString()}`, {
          method: heard.method,
          headers: { 'x-api-key': apiKey ?? '', 'content-type': 'application/json' },
          ...(heard.body === undefined ? {} : { body: JSON.stringify(heard.body) }),
        });
        const text = await answer.text();
        if (heard.method === 'POST' && heard.path.endsWith(ending) && cuts-- > 0) return { cut: true };
        return { status: answer.status, text };
      });
    }

    before(async () => {
      const name = `Navette ${randomBytes(4).toString('hex')}`;
      const answer = await call('POST', 'organizations/', { name, description: 'Essais' });
      organization = String(answer['slug']);
      session = sessionOn({ url, apiKey, organization });
    });

    after(async () => {
      for (const id of made) await call('DELETE', `datasets/${id}/`);
      await call('DELETE', `organizations/${organization}/`);
      await closeClients();
    });

    const dataset = (id: string, more: Json = {}): Dataset =>
      Dataset.parse({
        kind: 'dataset',
        id,
        identifier: [`urn:${id}`],
        title: { fr: `Jeu ${id}` },
        description: { fr: 'Texte\r\nsur deux lignes' },
        alternative: { fr: 'JEU' },
        keyword: { fr: ['Données ouvertes', "cœur d'Œuvre", '日本語テスト'] },
        license: matchLicense('lov2'),
        frequency: matchFrequency('annual'),
        temporal: [{ start: '2020', end: '2021-06' }],
        spatial: [{ bbox: [1.23456789, 2, 3, 4] }],
        contactPoint: [{ name: { fr: 'Jean' }, email: 'jean@example.org' }],
        creator: [{ name: { fr: 'Bureau' } }],
        page: [{ url: 'http://127.0.0.1:57002/notice.pdf', title: 'Notice' }],
        distribution: [
          {
            id: 'a',
            title: { fr: 'A' },
            description: { fr: 'Un fichier' },
            downloadURL: ['http://127.0.0.1:57002/a.csv'],
            mediaType: 'text/csv',
            format: { code: 'csv', method: 'code', confidence: 1 },
            byteSize: 3,
            checksum: { algorithm: 'sha512', value: '0'.repeat(128) },
            conformsTo: [{ url: 'https://example.org/schema.json' }],
          },
          {
            id: 'b',
            title: { fr: 'B' },
            accessURL: ['http://127.0.0.1:57002/wms'],
            format: { code: 'wms', method: 'code', confidence: 1 },
          },
        ],
        ...more,
      });
    const put = async (one: Dataset, result?: PutResult, more: Json = {}): Promise<PutResult> => {
      const known =
        result === undefined
          ? {}
          : { remoteId: result.remoteId, base: result.base, distributionIds: result.distributionIds };
      const answer = await udata.put?.(session, putting(one, { ...known, ...more }).request);
      assert.ok(answer !== undefined);
      made.push(answer.remoteId);
      return answer;
    };
    const shown = (result: PutResult) => call('GET', `datasets/${result.remoteId}/`);
    const bare = (one: Dataset): Dataset => Dataset.parse({ kind: 'dataset', id: one.id, title: one.title });

    it('is probed', async () => {
      const report = await udata.probe(session);
      assert.match(report.software, /^udata \d+\./);
      assert.equal(report.mayPush, true);
      await assert.rejects(
        udata.probe(sessionOn({ url, apiKey: 'udata_wrong-key' })),
        (fault) => fault instanceof RemoteFault && fault.kind === 'unauthorised',
      );
    });

    it('takes a dataset, and no second write of the same', async () => {
      const one = dataset('deux-fois');
      const first = await put(one);
      assert.equal(first.action, 'created');
      const { last_modified: before } = await shown(first);
      const second = await put(one, first);
      assert.equal(second.action, 'unchanged');
      assert.equal((await shown(first))['last_modified'], before);
      const record = await udata.get?.(session, first.remoteId);
      assert.equal(record?.mark, '9f3c2a1b/connector/deux-fois');
      assert.deepEqual(record?.dataset.identifier, one.identifier);
      assert.deepEqual(record?.dataset.temporal, [{ start: '2020-01-01', end: '2021-06-30' }]);
      assert.deepEqual(record?.dataset.page, one.page);
      assert.equal(record?.dataset.license?.code, 'etalab-2.0');
    });

    it('empties every field that we emptied', async () => {
      const one = dataset('vide');
      const first = await put(one);
      const second = await put(bare(one), first);
      assert.equal(second.action, 'updated');
      const record = await shown(first);
      assert.deepEqual(
        ['tags', 'temporal_coverage', 'license', 'frequency', 'acronym', 'contact_points', 'resources'].map(
          (field) => record[field],
        ),
        [[], null, 'notspecified', 'unknown', null, [], []],
      );
      assert.equal((record['spatial'] as Json | null)?.['geom'], null);
      assert.equal((await put(bare(one), second)).action, 'unchanged');
    });

    it('empties parts of a resource and keeps its id', async () => {
      const one = dataset('parties');
      const first = await put(one);
      const distribution = [{ id: 'a', title: { fr: 'A' }, downloadURL: ['http://127.0.0.1:57002/autre'] }];
      const second = await put(Dataset.parse({ ...one, distribution }), first);
      const record = await shown(first);
      const resource = (record['resources'] as Json[]).find(({ id }) => id === first.distributionIds['a']);
      assert.deepEqual(
        ['description', 'mime', 'filesize', 'checksum', 'format'].map((field) => resource?.[field]),
        [null, null, null, null, null],
      );
      assert.deepEqual(
        second.losses.filter(({ field }) => field.startsWith('resource')),
        [],
      );
      assert.equal((await put(Dataset.parse({ ...one, distribution }), second)).action, 'unchanged');
    });

    it('keeps a resource and an extra that others added', async () => {
      const one = dataset('voisins');
      const first = await put(one);
      const foreign = {
        title: 'Ajout',
        url: 'http://127.0.0.1:57002/ajout',
        filetype: 'remote',
        type: 'main',
        description: 'à nous',
        format: 'ods',
      };
      const added = await call('POST', `datasets/${first.remoteId}/resources/`, foreign);
      const second = await put(
        { ...one, title: { fr: 'Neuf' }, distribution: (one.distribution ?? []).slice(1) },
        first,
      );
      const resources = (await shown(first))['resources'] as Json[];
      assert.deepEqual(
        resources.map(({ title }) => title),
        ['Ajout', 'B', 'Notice'],
      );
      assert.deepEqual(
        [resources[0]?.['id'], resources[0]?.['description'], resources[0]?.['format']],
        [added['id'], 'à nous', 'ods'],
      );
      assert.equal(second.distributionIds['b'], first.distributionIds['b']);
    });

    it('brings back what was deleted, under its id; removing twice is fine', async () => {
      const one = dataset('retour');
      const first = await put(one);
      const guard = async () => undefined;
      await udata.remove?.(session, first.remoteId, guard);
      await udata.remove?.(session, first.remoteId, guard);
      assert.equal(await udata.get?.(session, first.remoteId), undefined);
      await assert.rejects(
        put(one, first, { gone: 'stop' }),
        (fault) => fault instanceof RemoteFault && fault.kind === 'absent',
      );
      const second = await put(one, first);
      assert.deepEqual(
        [second.remoteId, second.action, (await shown(first))['deleted']],
        [first.remoteId, 'updated', null],
      );
    });

    it('makes one record although the answer to the create was lost', async () => {
      const proxy = await losingCreation('/datasets/');
      const cutting = sessionOn({ url: proxy.url, apiKey, organization });
      const one = dataset('coupure');
      await assert.rejects(
        async () => udata.put?.(cutting, putting(one).request),
        (fault) => fault instanceof RemoteFault && fault.kind === 'unreachable',
      );
      const { request, asked } = putting(one, { intended: true });
      const result = await udata.put?.(cutting, request);
      await proxy.close();
      assert.ok(result !== undefined);
      made.push(result.remoteId);
      assert.equal(asked[0], `created ${result.remoteId}`);
      assert.notEqual(result.action, 'created');
      const { id } = await call('GET', `organizations/${organization}/`);
      const all = await call('GET', `datasets/?organization=${String(id)}&deleted=false&page_size=200`);
      const same = (all['data'] as Json[]).filter(
        (record) => (record['extras'] as Json)['navette:mark'] === request.mark,
      );
      assert.equal(same.length, 1);
      assert.equal(await udata.find?.(session, request.mark), result.remoteId);
    });

    it('hands back what udata refuses, field by field', async () => {
      const distribution = [
        { downloadURL: ['http://127.0.0.1:57002/bon'] },
        { downloadURL: ['http://pas-un-domaine/x'] },
      ];
      await assert.rejects(put(dataset('refus', { distribution })), (fault) => {
        assert.ok(fault instanceof RemoteFault);
        assert.equal(fault.kind, 'refused');
        assert.deepEqual(
          fault.fields.map(({ path }) => path),
          ['resources[1].url'],
        );
        return true;
      });
    });

    it('leaves out zones that it does not know', async () => {
      const spatial = [{ uri: 'http://id.insee.fr/geo/region/999', bbox: [1, 2, 3, 4] }];
      const result = await put(dataset('zones', { spatial }));
      assert.ok(result.losses.some(({ value }) => value === 'fr:region:999'));
      assert.equal((await put(dataset('zones', { spatial }), result)).action, 'unchanged');
    });

    const usage = (run: string, more: Json = {}): Json => ({
      id: run,
      url: `https://data.example.org/app/${run}`,
      title: { fr: `Carte ${run}` },
      description: { fr: 'Une carte' },
      type: 'visualization',
      ...more,
    });
    const fresh = (): string => randomBytes(6).toString('hex');
    const reusesOf = async (result: PutResult): Promise<Json[]> => {
      const { data } = await call('GET', `reuses/?dataset=${result.remoteId}`);
      return (data as Json[]).filter(({ deleted }) => deleted === null);
    };
    const idsIn = (reuse: Json | undefined): string[] =>
      ((reuse?.['datasets'] ?? []) as Json[]).map(({ id }) => String(id));

    it('shows a usage as one reuse of all its datasets, and keeps what people add to it', async () => {
      const run = fresh();
      const one = dataset(`reuse-${run}-a`, { usage: [usage(run)] });
      const other = dataset(`reuse-${run}-b`, { usage: [usage(run)] });
      const [a, b] = await Promise.all([put(one), put(other)]);
      const [reuse, ...more] = await reusesOf(a);
      assert.deepEqual(more, []);
      assert.deepEqual(idsIn(reuse).toSorted(), [a.remoteId, b.remoteId].toSorted());
      assert.deepEqual(
        [reuse?.['title'], reuse?.['type'], reuse?.['topic']],
        [`Carte ${run}`, 'visualization', 'others'],
      );
      assert.equal((await put(one, a)).action, 'unchanged');
      await call('PUT', `reuses/${String(reuse?.['id'])}/`, { tags: ['carte'], topic: 'health' });
      const renamed = { ...one, usage: [usage(run, { title: { fr: 'Autre nom' } })] };
      const second = await put(Dataset.parse(renamed), a);
      const [after] = await reusesOf(a);
      assert.deepEqual(
        [after?.['id'], after?.['title'], after?.['tags'], after?.['topic'], idsIn(after).length],
        [reuse?.['id'], 'Autre nom', ['carte'], 'health', 2],
      );
      const { usage: _usage, ...without } = one;
      await put(without, second);
      const [left] = await reusesOf(b);
      assert.deepEqual(idsIn(left), [b.remoteId]);
      await udata.remove?.(session, b.remoteId, async () => undefined);
      assert.notEqual((await call('GET', `reuses/${String(reuse?.['id'])}/`))['deleted'], null);
    });

    it('makes one reuse although the answer to its creation was lost, and brings a deleted one back', async () => {
      const proxy = await losingCreation('/reuses/');
      const cutting = sessionOn({ url: proxy.url, apiKey, organization });
      const run = fresh();
      const one = dataset(`coupure-${run}`, { usage: [usage(run)] });
      let remoteId = '';
      const { request } = putting(one, { created: async (id) => void made.push((remoteId = id)) });
      await assert.rejects(
        async () => udata.put?.(cutting, request),
        (fault) => fault instanceof RemoteFault && fault.kind === 'unreachable',
      );
      await proxy.close();
      const result = await put(one, undefined, { remoteId, intended: true });
      const [reuse, ...more] = await reusesOf(result);
      assert.deepEqual([more, idsIn(reuse)], [[], [result.remoteId]]);
      await call('DELETE', `reuses/${String(reuse?.['id'])}/`);
      const again = await put(one, result);
      assert.deepEqual(
        (await reusesOf(again)).map(({ id }) => id),
        [reuse?.['id']],
      );
      await put(Dataset.parse({ ...one, usage: undefined }), again);
      assert.deepEqual(await reusesOf(again), []);
    });

    it('tells an address that another reuse has, and one that udata does not take', async () => {
      const run = fresh();
      const foreign = await call('POST', 'reuses/', {
        title: 'Ailleurs',
        description: 'd',
        type: 'api',
        topic: 'others',
        url: `https://data.example.org/app/${run}`,
      });
      const one = dataset(`ailleurs-${run}`, {
        usage: [usage(run), usage(`${run}-x`, { url: 'https://pas-un-domaine/x' })],
      });
      const first = await put(one);
      const losses = first.losses.filter(({ field }) => field === 'usage');
      assert.equal(losses.length, 2);
      assert.deepEqual(
        losses.map(({ reason }) => reason.slice(0, 5)),
        ['url: ', 'url: '],
      );
      assert.deepEqual(await reusesOf(first), []);
      assert.equal((await put(one, first)).action, 'unchanged');
      assert.equal((await call('GET', `reuses/${String(foreign['id'])}/`))['title'], 'Ailleurs');
      await call('DELETE', `reuses/${String(foreign['id'])}/`);
    });

    it('is walked to a complete verdict', async () => {
      const ids = new Set<string>();
      let cursor: string | undefined;
      let verdict;
      do {
        const page = await udata.list?.(session, cursor, { pageSize: 3, kinds: ['dataset', 'service'] });
        assert.deepEqual(page?.setAside, []);
        for (const { remoteId } of page?.records ?? []) ids.add(remoteId);
        cursor = page?.next;
        verdict = page?.verdict;
      } while (cursor !== undefined);
      assert.equal(verdict?.state, 'complete');
      assert.equal(verdict.received, ids.size);
      assert.ok(ids.size >= 6);
    });
  });
}
