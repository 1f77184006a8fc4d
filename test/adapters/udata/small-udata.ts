import { echo } from './echo.ts';
import { KEY, portal } from './support.ts';
import type { Heard, Portal, Reply } from './support.ts';

type Json = Record<string, unknown>;

export const ORGANIZATION = '5f0c8b1e2d3a4b5c6d7e8f90';

export interface SmallUdata extends Portal {
  datasets: Map<string, Json>;
  contacts: Map<string, Json>;
  licenses: Json[];
  frequencies: Json[];
  zones: Set<string>;
  /** Answers before udata itself does: for faults. */
  intercept: ((heard: Heard) => Reply | undefined) | undefined;
  /** Sees what was taken in before it is answered; `cut` loses the answer. */
  afterwards: ((heard: Heard) => Reply | undefined) | undefined;
  writes(): string[];
}

/** As much of udata as a push needs, with its manners. Everything is in memory. */
export async function smallUdata(): Promise<SmallUdata> {
  const datasets = new Map<string, Json>();
  const contacts = new Map<string, Json>();
  let created = 0;
  const answer = (heard: Heard): Reply => small.intercept?.(heard) ?? respond(heard);
  const server = await portal((heard) => {
    const reply = answer(heard);
    return small.afterwards?.(heard) ?? reply;
  });

  function respond(heard: Heard): Reply {
    const { method, path, query } = heard;
    const key = heard.headers['x-api-key'];
    if (key !== undefined && key !== KEY) return { status: 401, json: { message: 'Invalid API token' } };
    const [, , ...parts] = path.split('/').filter((part) => part !== '');
    const [collection, id, inner, innerId] = parts;
    if (collection === 'organizations') {
      return id === 'ville' || id === ORGANIZATION
        ? ok({ id: ORGANIZATION, name: 'Ville', permissions: { private: key === KEY } })
        : gone(404);
    }
    if (collection === 'contacts') return contact(heard.body as Json);
    if (collection === 'spatial')
      return small.zones.has(decodeURIComponent(parts[2] ?? '')) ? ok({}) : gone(404);
    if (collection !== 'datasets') return gone(404);
    if (id === 'licenses') return ok(small.licenses);
    if (id === 'frequencies') return ok(small.frequencies);
    if (id === undefined && method === 'GET') return listing(query);
    if (key !== KEY && method !== 'GET') return { status: 401, json: { message: 'No key' } };
    if (id === undefined) return create(heard.body as Json);
    const record = datasets.get(id);
    if (record === undefined) return gone(404);
    if (inner === 'resources') return innerResource(record, method, innerId, heard.body as Json);
    return one(record, heard);
  }

  function create(body: Json): Reply {
    const invalid = check(body);
    if (invalid !== undefined) return invalid;
    created += 1;
    const id = created.toString(16).padStart(24, '0');
    const uri = `${server.url}/api/1/datasets/${id}/`;
    const organization = { id: body['organization'], name: 'Ville', class: 'Organization' };
    const record = echo(undefined, withContacts(body), {
      id,
      uri,
      organization,
      created_at: created,
      last_modified: created,
    });
    datasets.set(id, record);
    return { status: 201, json: record };
  }

  function one(record: Json, { method, body }: Heard): Reply {
    if (method === 'GET') return ok(record);
    const restores = method === 'PUT' && (body as Json)['deleted'] === null;
    if (record['deleted'] !== null && !restores) return gone(410);
    if (method === 'DELETE') {
      record['deleted'] = '2026-08-01T12:00:00+00:00';
      return { status: 204 };
    }
    const invalid = check(body as Json);
    if (invalid !== undefined) return invalid;
    const next = {
      ...echo(record, withContacts(body as Json)),
      last_modified: `${String(record['last_modified'])}+`,
    };
    datasets.set(String(record['id']), next);
    return ok(next);
  }

  function innerResource(record: Json, method: string, id: string | undefined, body: Json): Reply {
    const resources = record['resources'] as Json[];
    const found = resources.find((resource) => resource['id'] === id);
    if (found === undefined) return gone(404);
    if (method === 'DELETE') record['resources'] = resources.filter((resource) => resource !== found);
    else Object.assign(found, body);
    return method === 'DELETE' ? { status: 204 } : ok(found);
  }

  function listing(query: URLSearchParams): Reply {
    const page = Number(query.get('page') ?? 1);
    const size = Number(query.get('page_size') ?? 20);
    const shown = [...datasets.values()].filter(
      (record) => query.get('deleted') !== 'false' || record['deleted'] === null,
    );
    if (query.get('sort') === '-created') shown.reverse();
    const data = shown.slice((page - 1) * size, page * size);
    if (page > 1 && data.length === 0) return gone(404);
    const more = page * size < shown.length;
    return ok({
      data,
      page,
      page_size: size,
      total: shown.length,
      next_page: more ? `${server.url}/next` : null,
    });
  }

  function contact(body: Json): Reply {
    if (body['email'] === 'refused@example.org')
      return { status: 400, json: { errors: { email: 'Invalid' }, message: 'Invalid' } };
    const { organization: _organization, ...content } = body;
    const text = JSON.stringify(content);
    const known = contacts.get(text) ?? { ...content, id: `c${contacts.size}` };
    const status = contacts.has(text) ? 200 : 201;
    contacts.set(text, known);
    return { status, json: known };
  }

  function withContacts(body: Json): Json {
    const ids = body['contact_points'];
    if (!Array.isArray(ids)) return body;
    return {
      ...body,
      contact_points: ids.map((id) => [...contacts.values()].find((one) => one['id'] === id)),
    };
  }

  const small: SmallUdata = {
    ...server,
    datasets,
    contacts,
    licenses: ['lov2', 'fr-lo', 'cc-by', 'odc-odbl', 'notspecified'].map((id) => ({ id, title: id })),
    frequencies: ['annual', 'monthly', 'daily', 'unknown'].map((id) => ({ id })),
    zones: new Set(['fr:region:53']),
    intercept: undefined,
    afterwards: undefined,
    writes: () =>
      server.heard
        .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
        .map(({ method, path }) => `${method} ${path}`),
  };
  return small;
}

function check(body: Json): Reply | undefined {
  const resources = (body['resources'] as Json[] | undefined) ?? [];
  const errors = resources.map((resource) =>
    String(resource['url']).includes('refused') ? { url: ['Invalid URL'] } : {},
  );
  if (!errors.some((error) => 'url' in error)) return undefined;
  return { status: 400, json: { errors: { resources: errors } } };
}

function ok(json: unknown): Reply {
  return { json };
}

function gone(status: number): Reply {
  return { status, json: { message: 'Gone' } };
}
