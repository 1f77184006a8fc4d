import { isObject, listOf, objectOf, textOf } from '../json.ts';
import { isPublic } from './rights.ts';
import {
  type Account,
  type Application,
  type Dataset,
  type JournalEvent,
  type State,
  accountKey,
  nowText,
} from './state.ts';

const EVENTS_MAX = 1_000;
/** Of the events service: a long run must not fill the memory. */
const KEPT_MAX = 100_000;
/** The events that account webhooks may be asked for; edits of metadata are none of them. */
const WEBHOOK_EVENTS = [
  'dataset-dataset-created',
  'dataset-draft-data-updated',
  'dataset-data-updated',
  'dataset-structure-updated',
  'dataset-error',
  'dataset-breaking-change',
  'dataset-finalize-end',
  'dataset-publication',
  'application-application-created',
  'application-error',
];

type Kind = 'dataset' | 'application';

/** Writes to the journal of a resource, tells who listens to it, and calls the webhooks of its account. */
export function journal(
  state: State,
  dataset: Dataset,
  type: string,
  more: Record<string, unknown> = {},
): void {
  const event: JournalEvent = { type, date: nowText(state), ...more };
  const { id } = dataset;
  const events = [...(state.journals.get(id) ?? []), event].slice(-EVENTS_MAX);
  state.journals.set(id, events);
  state.listen(`datasets/${id}/journal`, { ...event, store: true });
  accountWebhooks(state, 'dataset', dataset, event);
  if (type === 'error') notify(state, 'dataset', dataset, 'error');
}

/** An event of the events service about a resource, under its slug. */
export function notify(state: State, kind: Kind, resource: Dataset | Application, key: string): void {
  const draft = kind === 'dataset' && isObject(resource['draft']) ? 'draft-' : '';
  const reference = resource.slug === '' ? resource.id : resource.slug;
  publish(state, resource, `data-fair:${kind}-${draft}${key}:${reference}`, `${kind} ${key}`, {
    resource: { type: kind, id: resource.id, title: resource.title },
    visibility: isPublic(resource) ? 'public' : 'private',
  });
}

/** An event under any topic; the sender is the account that owns the resource. */
export function publish(
  state: State,
  { title, owner }: { title: string; owner: Account },
  topic: string,
  what: string,
  extra: Record<string, unknown> = {},
): void {
  const event = {
    title: what,
    body: title,
    topic: { key: topic },
    date: nowText(state),
    sender: owner,
    extra,
  };
  state.events.push(event);
  if (state.events.length > KEPT_MAX) state.events.splice(0, KEPT_MAX / 2);
  for (const subscription of state.subscriptions.values()) {
    if (!topic.startsWith(subscription.topic) || accountKey(subscription.sender) !== accountKey(owner))
      continue;
    const { header } = subscription;
    const headers = header === undefined ? {} : { [header.key]: header.value };
    const { sender: _sender, ...body } = event;
    state.outbox.webhook({ url: subscription.url, headers, body });
  }
}

/** `{text, href, event}` to the webhooks in the settings of the owner, department for department. */
export function accountWebhooks(
  state: State,
  kind: Kind,
  resource: Dataset | Application,
  { type, data }: JournalEvent,
): void {
  const name = `${kind}-${type}`;
  if (!WEBHOOK_EVENTS.includes(name)) return;
  const settings = state.settings.get(accountKey(resource.owner));
  for (const webhook of listOf(settings?.['webhooks']).filter(isObject)) {
    const events = listOf(webhook['events']);
    const target = objectOf(webhook['target']);
    const url = textOf(objectOf(target['params'])['url']);
    if ((events.length > 0 && !events.includes(name)) || target['type'] !== 'http' || url === undefined)
      continue;
    const text = `${resource.title} - ${name}${typeof data === 'string' ? `\n\n${data}` : ''}`;
    const href = `${state.publicUrl}/api/v1/${kind}s/${resource.id}`;
    state.outbox.webhook({ url, headers: {}, body: { text, href, event: type } });
  }
}
