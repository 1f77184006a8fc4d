import { INSTALLATION } from '../contracts/remote.ts';
import type { RemoteUnderTest } from '../contracts/remote.ts';
import { loginGate } from '../support/login-gate.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue, entryOf } from './ogc-records/portal.ts';
import type { Feature } from './ogc-records/portal.ts';

const KEY = 'a-long-token-of-the-editor';

/** A second way into a catalogue: records by their ids. */
interface BackDoor {
  all(): Promise<Feature[]>;
  get(id: string): Promise<Feature>;
  set(id: string, record: Feature): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A catalogue that wants a token. */
export async function ogcCatalogue(): Promise<RemoteUnderTest> {
  const held = catalogue(7, { key: KEY, takes: 'as named' });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  const at = (id: string): number => held.entries.findIndex((entry) => entry.id === id);
  return ogcRemote(url, close, {
    all: () => Promise.resolve(held.entries.flatMap(({ record }) => record ?? [])),
    get: (id) => {
      const record = held.entries[at(id)]?.record;
      if (record === undefined) throw new Error(`no record ${id}`);
      return Promise.resolve(record);
    },
    set: (id, record) => {
      held.entries[at(id)] = entryOf(record, id);
      return Promise.resolve();
    },
    remove: (id) => {
      held.entries = held.entries.filter((entry) => entry.id !== id);
      return Promise.resolve();
    },
  });
}

/** A running pycsw, behind a token that it does not want itself. */
export async function pycswItems(origin: string): Promise<RemoteUnderTest> {
  const gate = await loginGate(origin, `Bearer ${KEY}`);
  const items = `${origin}/collections/metadata:main/items`;
  const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const write = async (method: string, id: string, record?: Feature): Promise<void> => {
    const answer = await fetch(`${items}/${encodeURIComponent(id)}`, {
      method,
      headers: { 'content-type': 'application/geo+json' },
      ...(record === undefined ? {} : { body: JSON.stringify(record) }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  const door: BackDoor = {
    all: async () => {
      const records: Feature[] = [];
      for (let offset = 0; ; offset += 100) {
        const page = (await json(`${items}?f=json&limit=100&offset=${offset}`)) as { features: Feature[] };
        records.push(...page.features);
        if (page.features.length < 100) return records;
      }
    },
    get: async (id) => (await json(`${items}/${encodeURIComponent(id)}?f=json`)) as Feature,
    set: (id, record) => write('PUT', id, record),
    remove: (id) => write('DELETE', id),
  };
  const leave = async (): Promise<void> => {
    await gate.close();
    for (const { id, properties } of await door.all())
      if (String(properties['navette:mark']).startsWith(`${INSTALLATION}/`)) await door.remove(id ?? '');
  };
  return ogcRemote(gate.url, leave, door);
}

function ogcRemote(url: string, close: () => Promise<void>, door: BackDoor): RemoteUnderTest {
  const edit = async (id: string, change: (record: Feature) => Feature): Promise<void> =>
    door.set(id, change(await door.get(id)));
  const countTitled = async (title: string): Promise<number> =>
    (await door.all()).filter(({ properties }) => properties['title'] === title).length;
  return {
    url,
    settings: (address, language) => ({ url: address, key: KEY, language }),
    wrongKey: (address) => ({ url: address, key: 'somebody-elses-token' }),
    canary: KEY,
    isWrite: ({ method }) => method !== 'GET',
    isCreate: ({ method }) => method === 'POST',
    isPage: ({ path }) => path.includes('/items?'),
    breakFirst: (body) => inPage(body, ([, ...rest]) => [{ hello: 'world' }, ...rest]),
    bendFirst: (body) =>
      inPage(body, ([first, ...rest]) => [
        {
          ...(first as object),
          properties: { title: { not: 'a title' }, keywords: 7, contacts: 'x' },
          links: 'none',
        },
        ...rest,
      ]),
    refusal: () => JSON.stringify({ code: 'InvalidParameterValue', description: 'no' }),
    dropFirst: (body) => inPage(body, ([, ...rest]) => rest),
    countTitled,
    countPublic: countTitled,
    title: async (id) => String((await door.get(id)).properties['title']),
    resources: async (id) =>
      (await door.get(id)).links
        .filter(({ rel }) => rel === 'enclosure' || rel === 'item')
        .map((link) => ({
          id: String(link['navette:key'] ?? link['href']),
          title: String(link['title']),
          url: String(link['href']),
        })),
    extra: async (id, key) => (await door.get(id)).properties[key],
    retitle: (id, title) =>
      edit(id, (record) => ({ ...record, properties: { ...record.properties, title } })),
    addResource: (id, { title, url: href }) =>
      edit(id, (record) => ({ ...record, links: [{ rel: 'enclosure', href, title }, ...record.links] })),
    addExtra: (id, key, value) =>
      edit(id, (record) => ({ ...record, properties: { ...record.properties, [key]: value } })),
    removeByHand: (id) => door.remove(id),
    close,
  };
}

function inPage(body: string, change: (features: unknown[]) => unknown[]): string {
  const page = JSON.parse(body) as { features: unknown[] };
  return JSON.stringify({ ...page, features: change(page.features) });
}
