import { type PortalAnswer, at, refusedFields } from '../support/portal-client.ts';
import { type Trap, trap } from '../support/trap.ts';
import type { UdataPortal } from './udata-traps.ts';

const STRANGE_ID = '507f1f77bcf86cd799439011';

type Fields = Record<string, unknown>;

const of = trap<UdataPortal>;
const address = (): string => `https://data.example.org/app/${Math.random().toString(36).slice(2)}`;

const call = ({ client }: UdataPortal, method: string, path: string, json?: unknown): Promise<PortalAnswer> =>
  client.call(method, `/api/1/reuses/${path}`, json === undefined ? {} : { json });

const post = (portal: UdataPortal, fields: Fields = {}): Promise<PortalAnswer> =>
  call(portal, 'POST', '', {
    title: 'Une carte',
    description: 'Une description',
    type: 'visualization',
    topic: 'others',
    url: address(),
    organization: portal.organization,
    ...fields,
  });

/** Gives what is seen of a reuse that exists meanwhile. */
async function during(
  portal: UdataPortal,
  fields: Fields,
  observe: (id: string) => Promise<unknown>,
): Promise<unknown> {
  const { status, text, body } = await post(portal, fields);
  if (status !== 201) throw new Error(`not created: ${status} ${text}`);
  const id = String(at(body, 'id'));
  try {
    return await observe(id);
  } finally {
    await call(portal, 'DELETE', `${id}/`);
  }
}

const refusal = ({ status, body }: PortalAnswer): unknown => [status, refusedFields(at(body, 'errors'))];
const ids = (reuse: unknown): unknown[] => (at(reuse, 'datasets') as Fields[]).map(({ id }) => id);

/** What udata does with reuses. */
export const reuseTraps: Trap<UdataPortal>[] = [
  of('wants title, description, type, address and topic', [400, true], async (portal) => {
    const { status, body } = await call(portal, 'POST', '', { title: 'Seul' });
    const missing = refusedFields(at(body, 'errors'));
    return [
      status,
      ['description', 'topic', 'type', 'url'].every((field) => JSON.stringify(missing).includes(field)),
    ];
  }),
  of(
    'refuses unknown types, topics, datasets, organisations and hosts by the field',
    [
      [400, ['type']],
      [400, ['topic']],
      [400, ['datasets']],
      [400, ['organization']],
      [400, ['url']],
    ],
    async (portal) => [
      refusal(await post(portal, { type: 'jeu' })),
      refusal(await post(portal, { topic: 'jeux' })),
      refusal(await post(portal, { datasets: [{ id: STRANGE_ID, class: 'Dataset' }] })),
      refusal(await post(portal, { organization: STRANGE_ID })),
      refusal(await post(portal, { url: 'https://pas-un-domaine/x' })),
    ],
  ),
  of(
    'takes an address once, and keeps it for a deleted reuse',
    [
      [400, ['url']],
      [400, ['url']],
    ],
    async (portal) => {
      const url = address();
      const taken = await during(portal, { url }, async () => refusal(await post(portal, { url })));
      return [taken, refusal(await post(portal, { url }))];
    },
  ),
  of('hides the field of a refusal from whoever asks for other fields', [400, undefined], async (portal) => {
    const url = address();
    return during(portal, { url }, async () => {
      const json = { title: 'x', description: 'x', type: 'api', topic: 'others', url };
      const { status, body } = await portal.client.call('POST', '/api/1/reuses/', {
        json,
        headers: { 'x-fields': 'id,title' },
      });
      return [status, at(body, 'errors')];
    });
  }),
  of(
    'keeps what a PUT leaves out, and takes the address that it has',
    ['Autre', 'aaa', 1],
    async (portal) => {
      const [dataset, url] = [await portal.created(), address()];
      return during(portal, { url, tags: ['aaa'], datasets: [{ id: dataset }] }, async (id) => {
        const { body } = await call(portal, 'PUT', `${id}/`, { title: 'Autre', url });
        return [at(body, 'title'), at(body, 'tags.0'), ids(body).length];
      });
    },
  ),
  of('replaces extras and lists of datasets as a whole', [{ b: '2' }, []], async (portal) => {
    const dataset = await portal.created();
    return during(portal, { extras: { a: '1' }, datasets: [{ id: dataset }] }, async (id) => {
      const { body } = await call(portal, 'PUT', `${id}/`, { extras: { b: '2' }, datasets: [] });
      return [at(body, 'extras'), ids(body)];
    });
  }),
  of('adds a dataset once', [201, 200, 1, 404], async (portal) => {
    const dataset = await portal.created();
    return during(portal, {}, async (id) => {
      const first = await call(portal, 'POST', `${id}/datasets/`, { id: dataset });
      const second = await call(portal, 'POST', `${id}/datasets/`, { id: dataset });
      const unknown = await call(portal, 'POST', `${id}/datasets/`, { id: STRANGE_ID });
      return [first.status, second.status, ids(second.body).length, unknown.status];
    });
  }),
  of('lists those of a dataset, deleted ones for its people only', [1, 1, 0], async (portal) => {
    const dataset = await portal.created();
    const count = async (anonymous = false): Promise<unknown> =>
      at((await portal.get(`reuses/?dataset=${dataset}`, undefined, anonymous)).body, 'total');
    const living = await during(portal, { datasets: [{ id: dataset }] }, () => count());
    return [living, await count(), await count(true)];
  }),
  of('still shows a dataset that was deleted', [1, true], async (portal) => {
    const dataset = await portal.created();
    return during(portal, { datasets: [{ id: dataset }] }, async (id) => {
      await portal.remove(dataset);
      const { body } = await call(portal, 'GET', `${id}/`);
      return [ids(body).length, at(body, 'datasets.0.deleted') !== null];
    });
  }),
  of('deletes once, says so, and brings back', [204, 410, 410, 200, null], async (portal) => {
    const { body } = await post(portal);
    const path = `${String(at(body, 'id'))}/`;
    const statuses = [
      (await call(portal, 'DELETE', path)).status,
      (await call(portal, 'DELETE', path)).status,
      (await call(portal, 'PUT', path, { title: 'x' })).status,
    ];
    const back = await call(portal, 'PUT', path, { deleted: null });
    await call(portal, 'DELETE', path);
    return [...statuses, back.status, at(back.body, 'deleted')];
  }),
  of('refuses odd filters and orders, and has no page past the end', [400, 400, 404], async (portal) => [
    (await portal.get('reuses/?dataset=zz')).status,
    (await portal.get('reuses/?sort=zorg')).status,
    (await portal.get('reuses/?page=9999')).status,
  ]),
  of('needs a login to write, and says first what is not there', [401, 401, 404], async (portal) => {
    const { client } = portal;
    return during(portal, {}, async (id) => {
      const statuses = [(await client.call('POST', '/api/1/reuses/', { json: {}, anonymous: true })).status];
      for (const one of [id, STRANGE_ID])
        statuses.push((await client.call('DELETE', `/api/1/reuses/${one}/`, { anonymous: true })).status);
      return statuses;
    });
  }),
];
