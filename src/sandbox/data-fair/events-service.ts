import { randomBytes } from 'node:crypto';
import { isObject, objectOf, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { accountIn } from './owners.ts';
import { forbidden, invalid, loginNeeded } from './refusal.ts';
import { isAdminOf } from './rights.ts';
import { type Subscription, accountKey } from './state.ts';

const SIZE_MAX = 100;

/** `/events/api`: beside Data Fair, under the same domain. It knows people with a session and no keys. */
export function eventsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  if (context.session === undefined) throw loginNeeded();
  const [head, id, ...more] = names;
  if (more.length > 0) return undefined;
  if (head === 'events' && id === undefined && method === 'GET') return listEvents(context);
  if (head !== 'webhook-subscriptions') return undefined;
  if (id === undefined) {
    if (method === 'GET') return listSubscriptions(context);
    return method === 'POST' ? subscribe(context) : undefined;
  }
  const known = context.state.subscriptions.get(id);
  if (method !== 'DELETE' || known === undefined) return undefined;
  if (!isAdminOf(context.someone(), known.sender)) throw forbidden();
  context.state.subscriptions.delete(id);
  return { status: 204 };
}

/** Newest first; `before` goes on behind a date. */
function listEvents(context: Context): PortalReply {
  const { query, state } = context;
  const session = context.someone();
  const { before, resource } = query;
  const size = Math.min(Number(query['size'] ?? 10), SIZE_MAX);
  const [type, id] = resource?.split('/') ?? [];
  const found = state.events.filter(({ date, sender, extra }) => {
    const named = objectOf(objectOf(extra)['resource']);
    const isNamed = resource === undefined || (named['type'] === type && named['id'] === id);
    const isOld = before === undefined || date < before;
    return isNamed && isOld && isObject(sender) && isAdminOf(session, accountIn(sender));
  });
  const results = found.toReversed().slice(0, size);
  const last = results.at(-1);
  const next =
    results.length === size && last !== undefined
      ? { next: `${context.request.origin}/events/api/events?size=${size}&before=${last.date}` }
      : {};
  return context.reply(200, { results, ...next });
}

function listSubscriptions(context: Context): PortalReply {
  const session = context.someone();
  const results = [...context.state.subscriptions.values()].filter(({ sender }) =>
    isAdminOf(session, sender),
  );
  return context.reply(200, { count: results.length, results: results.map(shown) });
}

function subscribe(context: Context): PortalReply {
  const { title, topic, sender, url, header } = context.object();
  const session = context.someone();
  const key = textOf(objectOf(topic)['key']);
  if (key === undefined || typeof url !== 'string') throw invalid('topic and url are required');
  const account = sender === undefined ? session.account : accountIn(sender);
  if (account === undefined || !isAdminOf(session, account)) throw forbidden();
  const name = textOf(objectOf(header)['key']);
  const value = textOf(objectOf(header)['value']);
  const subscription: Subscription = {
    id: randomBytes(12).toString('hex'),
    title: textOf(title) ?? key,
    topic: key,
    sender: account,
    url,
    ...(name !== undefined && value !== undefined && { header: { key: name, value } }),
  };
  context.state.subscriptions.set(subscription.id, subscription);
  return context.reply(200, shown(subscription));
}

function shown({ id, title, topic, sender, url, header }: Subscription): Record<string, unknown> {
  return { _id: id, title, topic: { key: topic }, sender, owner: accountKey(sender), url, header };
}
