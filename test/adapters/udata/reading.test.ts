import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import { find } from '../../../src/adapters/udata/find.ts';
import { get } from '../../../src/adapters/udata/get.ts';
import { udata } from '../../../src/adapters/udata/index.ts';
import { probe } from '../../../src/adapters/udata/probe.ts';
import { RemoteFault } from '../../../src/faults.ts';
import type { FaultKind } from '../../../src/faults.ts';
import { closeClients, KEY, portal, sessionOn } from './support.ts';
import type { Heard, Portal, Reply } from './support.ts';
import { DATASET, SERVICE } from './wire-samples.ts';

const ORGANIZATION = DATASET.organization.id;
const missing: Reply = { status: 404, json: { message: 'Not found' } };
const isFault = (kind: FaultKind) => (fault: unknown) => fault instanceof RemoteFault && fault.kind === kind;

describe('udata reading', () => {
  let remote: Portal;
  afterEach(() => remote.close());
  after(closeClients);

  async function open(answer: (heard: Heard) => Reply, settings: Record<string, unknown> = {}) {
    remote = await portal(answer);
    return sessionOn({ url: remote.url, ...settings });
  }

  describe('udata probe', () => {
    const site =
      (may: boolean) =>
      ({ path, headers }: Heard): Reply => {
        if (path.endsWith('/site/')) return { json: { version: '17.18.0', title: 'Portail' } };
        if (headers['x-api-key'] !== undefined && headers['x-api-key'] !== KEY)
          return { status: 401, json: { message: 'Invalid API token' } };
        if (path.endsWith('/me/'))
          return { json: { first_name: 'Ada', last_name: 'Lovelace', slug: 'ada', roles: [] } };
        if (path.includes('/organizations/ville'))
          return { json: { id: ORGANIZATION, name: 'Ville', permissions: { private: may } } };
        if (path.endsWith('/datasets/')) return { json: { data: [], total: 12, page: 1, next_page: null } };
        return missing;
      };

    it('tells version, who we are, what we may do and how much there is', async () => {
      const session = await open(site(true), { apiKey: KEY, organization: 'ville' });
      assert.deepEqual(await probe(session), {
        software: 'udata 17.18.0',
        title: 'Portail',
        identity: 'Ada Lovelace, ada',
        rights: ['may read public records', 'may publish in Ville'],
        mayPush: true,
        records: 12,
      });
    });

    it('says why a push cannot work', async () => {
      const outsider = await probe(await open(site(false), { apiKey: KEY, organization: 'ville' }));
      assert.match(outsider.reason ?? '', /no right to publish in Ville/);
      assert.equal(outsider.mayPush, false);
      const anonymous = await probe(sessionOn({ url: remote.url }));
      assert.match(anonymous.reason ?? '', /no API key/);
      const nowhere = await probe(sessionOn({ url: remote.url, apiKey: KEY }));
      assert.match(nowhere.reason ?? '', /no organisation/);
    });

    it('is unauthorised with a wrong key, or an organisation that is not there', async () => {
      const wrong = await open(site(true), { apiKey: 'udata_wrong-key' });
      await assert.rejects(probe(wrong), isFault('unauthorised'));
      await assert.rejects(
        probe(sessionOn({ url: remote.url, organization: 'nulle-part' })),
        isFault('unauthorised'),
      );
    });

    it('does not take any site for a udata', async () => {
      await assert.rejects(probe(await open(() => ({ json: { success: true } }))), isFault('malformed'));
    });
  });

  describe('udata get', () => {
    it('reads a dataset without the key', async () => {
      const record = await get(await open(() => ({ json: DATASET }), { apiKey: KEY }), DATASET.id);
      assert.equal(record?.dataset.title['fr'], DATASET.title);
      assert.equal(remote.heard[0]?.headers['x-api-key'], undefined);
    });

    it('reads a data service by its prefixed id', async () => {
      const record = await get(await open(() => ({ json: SERVICE })), `dataservice/${SERVICE.id}`);
      assert.equal(record?.dataset.kind, 'service');
      assert.equal(remote.heard[0]?.path, `/api/1/dataservices/${SERVICE.id}/`);
    });

    it('knows a gone record by 404, by 410 and by its date of deletion', async () => {
      for (const reply of [
        missing,
        { status: 410, json: { message: 'Gone' } },
        { json: { ...DATASET, deleted: '2026-01-01T00:00:00+00:00' } },
      ]) {
        assert.equal(await get(await open(() => reply), DATASET.id), undefined);
        await remote.close();
      }
      await open(() => missing);
    });

    it('follows the redirect of a slug that moved, with the method kept', async () => {
      const session = await open(({ path }) =>
        path.includes('/old/')
          ? { status: 308, headers: { location: '/api/1/datasets/new/' } }
          : { json: DATASET },
      );
      assert.equal((await get(session, 'old'))?.remoteId, DATASET.id);
    });
  });

  describe('udata find', () => {
    const record = (number: number, mark?: string) => ({
      id: String(number),
      deleted: null,
      extras: mark === undefined ? {} : { 'navette:mark': mark },
    });
    const settings = { apiKey: KEY, organization: ORGANIZATION };
    const MARK = '9f3c2a1b/c/d';

    it('looks through the organisation, newest first and cut down', async () => {
      const session = await open(
        ({ query }) =>
          query.get('page') === '1'
            ? { json: { data: [record(1)], total: 2, next_page: 'x' } }
            : { json: { data: [record(2, MARK)], total: 2, next_page: null } },
        settings,
      );
      assert.equal(await find(session, MARK), '2');
      const [first] = remote.heard;
      assert.deepEqual(
        [first?.query.get('sort'), first?.query.get('deleted'), first?.query.get('organization')],
        ['-created', 'false', ORGANIZATION],
      );
      assert.match(String(first?.headers['x-fields']), /extras/);
    });

    it('finds nothing where there is nothing, at an end that moved, or on deleted records', async () => {
      assert.equal(
        await find(await open(() => ({ json: { data: [], total: 0, next_page: null } }), settings), MARK),
        undefined,
      );
      await remote.close();
      const moved = await open(
        ({ query }) =>
          query.get('page') === '1' ? { json: { data: [record(1)], next_page: 'x' } } : missing,
        settings,
      );
      assert.equal(await find(moved, MARK), undefined);
      await remote.close();
      const deleted = { ...record(1, MARK), deleted: '2026-01-01T00:00:00+00:00' };
      assert.equal(
        await find(
          await open(() => ({ json: { data: [deleted], total: 1, next_page: null } }), settings),
          MARK,
        ),
        undefined,
      );
    });

    it('ends on a listing without end', async () => {
      const session = await open(
        () => ({ json: { data: [record(1)], total: 1_000_000, next_page: 'x' } }),
        settings,
      );
      assert.equal(await find(session, MARK, 5), undefined);
      assert.equal(remote.heard.length, 5);
    });
  });

  describe('udata adapter', () => {
    it('turns each bad answer into its fault', async () => {
      const cases: [Reply, FaultKind][] = [
        [{ status: 401, json: { message: 'Invalid API token' } }, 'unauthorised'],
        [{ status: 403, json: { message: 'no' } }, 'unauthorised'],
        [{ status: 404, json: { message: 'no' } }, 'absent'],
        [{ status: 410, json: { message: 'no' } }, 'absent'],
        [{ status: 423, json: { message: 'no' } }, 'readOnly'],
        [{ status: 400, json: { message: 'no' } }, 'refused'],
        [{ status: 429, json: {} }, 'throttled'],
        [{ status: 500, text: 'oops' }, 'broken'],
        [{ status: 503, text: 'later' }, 'unreachable'],
        [{ cut: true }, 'unreachable'],
        [{ text: '<html>maintenance</html>' }, 'malformed'],
        [{ text: '{"data": [{"id": "1"' }, 'malformed'],
        [{ text: `${'['.repeat(5_000)}${']'.repeat(5_000)}` }, 'malformed'],
      ];
      for (const [reply, kind] of cases) {
        const session = await open(() => reply, { apiKey: KEY });
        const listing = async () => udata.list?.(session, undefined, { pageSize: 10, kinds: ['dataset'] });
        await assert.rejects(listing, isFault(kind), JSON.stringify(reply).slice(0, 80));
        await remote.close();
      }
      await open(() => missing);
    });

    it('bears a record of any depth without losing its page', async () => {
      const deep = `{"id":"d","title":"t","extras":{"x":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
      const session = await open(() => ({
        text: `{"data":[${deep},{"id":"e","title":"u"}],"total":2,"next_page":null}`,
      }));
      const page = await udata.list?.(session, undefined, { pageSize: 10, kinds: ['dataset'] });
      assert.deepEqual(
        page?.records.map(({ remoteId }) => remoteId),
        ['d', 'e'],
      );
    });

    it('never repeats the key in a message', async () => {
      const session = await open(
        ({ headers }) => ({
          status: 400,
          json: {
            message: `bad key ${String(headers['x-api-key'])}`,
            errors: { key: [headers['x-api-key']] },
          },
        }),
        {
          apiKey: KEY,
          includePrivate: true,
        },
      );
      await assert.rejects(
        async () => udata.list?.(session, undefined, { pageSize: 10, kinds: ['dataset'] }),
        (fault) => {
          assert.ok(fault instanceof RemoteFault);
          assert.ok(!JSON.stringify(fault.report()).includes(KEY));
          return true;
        },
      );
    });
  });
});
