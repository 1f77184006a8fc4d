import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { formText } from './fields.ts';
import { OBJECT_ID, objectId } from './ids.ts';
import { badArgument, frame, slice } from './list.ts';
import { applyMask, parseMask } from './mask.ts';
import { Refusal, forbidden, notFound, wrong } from './refusal.ts';
import { datasetOut, ownersOf } from './render.ts';
import { reuseOf } from './reuse-form.ts';
import { freeSlug, slugify } from './slug.ts';
import { type Reuse, type State, isMember } from './state.ts';
import { REUSE_TOPICS, REUSE_TYPES } from './vocabulary.ts';

const SORTS = ['created', 'last_modified', 'title', 'datasets', 'followers', 'views'];

/** What others made with datasets: one record for each address, which no other may have. */
export function reusesRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [reference, part, ...more] = names;
  if (reference === undefined) {
    if (method === 'GET') return list(context);
    return method === 'POST' ? create(context) : undefined;
  }
  if (more.length > 0) return undefined;
  if (method === 'GET' && part === undefined && reference === 'types') return words(context, REUSE_TYPES);
  if (method === 'GET' && part === undefined && reference === 'topics') return words(context, REUSE_TOPICS);
  if (part === 'datasets' && method === 'POST') return link(context, editable(context, reference));
  if (part !== undefined) return undefined;
  if (method === 'GET') return context.reply(200, reuseOut(context, found(context, reference)));
  if (method === 'PUT') return update(context, reference);
  return method === 'DELETE' ? remove(context, editable(context, reference)) : undefined;
}

function words(context: Context, ids: readonly string[]): PortalReply {
  return context.reply(
    200,
    ids.map((id) => ({ id, label: id })),
  );
}

function list(context: Context): PortalReply {
  const { query, request, state, user } = context;
  const sort = query.get('sort') ?? '-created';
  if (!SORTS.includes(sort.replace(/^-/, '')))
    throw badArgument('sort', `« ${sort} » n'est pas un tri valide`);
  for (const name of ['dataset', 'organization']) {
    const id = query.get(name);
    if (id !== null && !OBJECT_ID.test(id)) throw wrong(`\`${name}\` must be an identifier`);
  }
  const all = [...state.reuses.values()].filter(
    (one) =>
      ((one.deleted === null && !one.private) || isMember(state, user, one)) &&
      (query.get('organization') ?? one.organization) === one.organization &&
      (query.get('type') ?? one.type) === one.type &&
      (query.get('topic') ?? one.topic) === one.topic &&
      (query.get('dataset') === null || one.datasets.includes(query.get('dataset') ?? '')),
  );
  // Insertion order is creation order.
  if (sort.startsWith('-')) all.reverse();
  const part = slice(all, query);
  const page: object = JSON.parse(frame(request, part, []));
  const data = part.items.map((one) => reuseOut(context, one));
  const mask = request.headers['x-fields'];
  const shown: unknown = { ...page, data };
  return written(
    200,
    JSON.stringify(typeof mask === 'string' && mask !== '' ? applyMask(parseMask(mask), shown) : shown),
  );
}

function create(context: Context): PortalReply {
  const user = context.creating();
  const { state } = context;
  const now = context.now();
  const made = reuseOf(state, user, context.body(), blank(now), now);
  const owned = made.organization === null ? { ...made, owner: user.id } : made;
  const reuse = { ...owned, slug: slugOf(state, owned) };
  state.reuses.set(reuse.id, reuse);
  return context.reply(201, reuseOut(context, reuse), { applied: reuse.id });
}

function update(context: Context, reference: string): PortalReply {
  const reuse = found(context, reference);
  const user = context.someone();
  const body = context.body();
  if (reuse.deleted !== null && body['deleted'] !== null) throw gone();
  if (!isMember(context.state, user, reuse)) throw forbidden();
  const sent = reuseOf(context.state, user, body, reuse, context.now());
  const after = sent.title === reuse.title ? sent : { ...sent, slug: slugOf(context.state, sent) };
  context.state.reuses.set(after.id, after);
  return context.reply(200, reuseOut(context, after), { applied: after.id });
}

/** The address stays taken. */
function remove(context: Context, reuse: Reuse): PortalReply {
  if (reuse.deleted !== null) throw gone();
  context.state.reuses.set(reuse.id, { ...reuse, deleted: context.now() });
  return written(204, '', { applied: reuse.id });
}

function link(context: Context, reuse: Reuse): PortalReply {
  const id = formText(context.body()['id']);
  if (id === null) throw wrong('Expect a dataset identifier');
  if (context.state.datasets.get(id) === undefined) throw notFound();
  if (reuse.datasets.includes(id)) return context.reply(200, reuseOut(context, reuse));
  const after = { ...reuse, datasets: [...reuse.datasets, id], last_modified: context.now() };
  context.state.reuses.set(reuse.id, after);
  return context.reply(201, reuseOut(context, after), { applied: reuse.id });
}

function found(context: Context, reference: string): Reuse {
  const { state, user } = context;
  const reuse =
    state.reuses.get(reference) ?? [...state.reuses.values()].find(({ slug }) => slug === reference);
  if (reuse === undefined) throw notFound();
  if (isMember(state, user, reuse)) return reuse;
  if (reuse.private) throw notFound();
  if (reuse.deleted !== null) throw gone();
  return reuse;
}

function editable(context: Context, reference: string): Reuse {
  const reuse = found(context, reference);
  const user = context.someone();
  if (!isMember(context.state, user, reuse)) throw forbidden();
  return reuse;
}

function gone(): Refusal {
  return new Refusal(410, { message: 'This reuse has been deleted' });
}

function slugOf(state: State, { id, title }: Reuse): string {
  return freeSlug(slugify(title), (slug) =>
    [...state.reuses.values()].some((one) => one.slug === slug && one.id !== id),
  );
}

/** With each dataset in full, deleted ones included. */
function reuseOut(context: Context, reuse: Reuse): object {
  const { state, view, user } = context;
  const member = isMember(state, user, reuse);
  return {
    ...reuse,
    ...ownersOf(view, reuse),
    badges: [],
    dataservices: [],
    datasets: reuse.datasets.flatMap((id) => {
      const dataset = state.datasets.get(id);
      return dataset === undefined ? [] : [datasetOut(view, dataset)];
    }),
    featured: null,
    image: null,
    image_thumbnail: null,
    metrics: { datasets: reuse.datasets.length, discussions: 0, discussions_open: 0, followers: 0, views: 0 },
    page: null,
    permissions: { delete: member, edit: member },
    uri: `${view.origin}/api/1/reuses/${reuse.slug}/`,
  };
}

function blank(now: string): Reuse {
  return {
    id: objectId(),
    slug: '',
    title: '',
    description: '',
    type: '',
    url: '',
    topic: '',
    tags: [],
    datasets: [],
    extras: {},
    organization: null,
    owner: null,
    private: false,
    archived: null,
    deleted: null,
    created_at: now,
    last_modified: now,
  };
}
