import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { datasetOf } from './form.ts';
import { objectId } from './ids.ts';
import { forbidden, gone } from './refusal.ts';
import { shown } from './reading.ts';
import { freeSlug, slugify } from './slug.ts';
import { type Dataset, type State, isMember, saveDataset } from './state.ts';

/** The same title twice makes two datasets: there is nothing here that a repeated creation could be known by. */
export function createDataset(context: Context): PortalReply {
  const user = context.creating();
  const body = context.body();
  const now = context.now();
  const made = datasetOf(context.state, user, body, blank(now), true, now);
  const dataset = { ...made, slug: slugOf(context.state, made) };
  saveDataset(context.state, dataset);
  return shown(context, 201, dataset, { applied: dataset.id });
}

export function updateDataset(context: Context, reference: string): PortalReply {
  const before = editable(context, reference);
  const body = context.body();
  if (before.deleted !== null && body['deleted'] !== null) throw gone();
  const sent = datasetOf(context.state, context.someone(), body, before, false, context.now());
  const after = sent.title === before.title ? sent : { ...sent, slug: slugOf(context.state, sent) };
  saveDataset(context.state, after);
  return shown(context, 200, after, { applied: after.id });
}

/** A mark, not an end: the record stays for its people until somebody restores or purges it. */
export function deleteDataset(context: Context, reference: string): PortalReply {
  const before = editable(context, reference);
  if (before.deleted !== null) throw gone();
  const now = context.now();
  saveDataset(context.state, { ...before, deleted: now, last_modified: now });
  return written(204, '', { applied: before.id });
}

/** The dataset, for somebody who may change it. */
export function editable(context: Context, reference: string): Dataset {
  const user = context.someone();
  const dataset = context.dataset(reference);
  if (!isMember(context.state, user, dataset)) throw forbidden();
  return dataset;
}

function slugOf(state: State, { id, title }: Dataset): string {
  return freeSlug(slugify(title), (slug) => (state.slugs.get(slug) ?? id) !== id);
}

function blank(now: string): Dataset {
  return {
    id: objectId(),
    slug: '',
    title: '',
    description: '',
    description_short: null,
    acronym: null,
    license: null,
    frequency: null,
    frequency_date: null,
    tags: [],
    temporal_coverage: null,
    spatial: null,
    private: false,
    archived: null,
    deleted: null,
    organization: null,
    owner: null,
    resources: [],
    contact_points: [],
    extras: {},
    access_type: 'open',
    access_audiences: [],
    access_type_reason: null,
    access_type_reason_category: null,
    authorization_request_url: null,
    created_at: now,
    last_modified: now,
  };
}
