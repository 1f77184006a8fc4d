import { isObject, listOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { editable } from './datasets.ts';
import { type Errors, formText } from './fields.ts';
import { Refusal, crash, invalidForm, wrong } from './refusal.ts';
import { resourceOf } from './render.ts';
import { type ResourceRules, mergedResource, newResource } from './resource.ts';
import { type Dataset, type Resource, saveDataset } from './state.ts';

/** Works even on a deleted dataset, as the real one does. The newest comes first. */
export function addResource(context: Context, reference: string): PortalReply {
  context.creating();
  const dataset = editable(context, reference);
  const body = context.body();
  const errors: Errors = {};
  const resource = newResource(errors, body, rulesOf(context));
  if (Object.keys(errors).length > 0) throw invalidForm(errors);
  if (resource.filetype !== 'remote') throw wrong('This endpoint only supports remote resources');
  save(context, dataset, [resource, ...dataset.resources]);
  return context.reply(201, resourceOf(context.view, resource), { applied: dataset.id });
}

export function updateResource(context: Context, reference: string, id: string): PortalReply {
  const dataset = editable(context, reference);
  const before = resourceIn(dataset, id);
  const body = context.body();
  if (body['filetype'] !== undefined && body['filetype'] !== before.filetype) {
    throw wrong('Cannot modify filetype after creation');
  }
  const errors: Errors = {};
  const rules = rulesOf(context);
  const merged = mergedResource(errors, body, before, rules, 'alone');
  if (Object.keys(errors).length > 0) throw invalidForm(errors);
  const after = { ...merged, last_modified: rules.now };
  save(
    context,
    dataset,
    dataset.resources.map((one) => (one.id === id ? after : one)),
  );
  return context.reply(200, resourceOf(context.view, after), { applied: dataset.id });
}

export function deleteResource(context: Context, reference: string, id: string): PortalReply {
  const dataset = editable(context, reference);
  const { filetype, url } = resourceIn(dataset, id);
  if (filetype === 'file' && URL.canParse(url)) context.state.files.delete(new URL(url).pathname);
  save(
    context,
    dataset,
    dataset.resources.filter((one) => one.id !== id),
  );
  return written(204, '', { applied: dataset.id });
}

/** Every id exactly once, in the order wanted. The record's own date stays. */
export function reorderResources(context: Context, reference: string): PortalReply {
  const dataset = editable(context, reference);
  const sent = context.json();
  const known = dataset.resources;
  const entries = isObject(sent) ? Object.keys(sent) : listOf(sent);
  if (entries.length !== known.length) {
    throw wrong(`Toutes les ressources doivent être ordonnées : ${entries.length} sur ${known.length}`);
  }
  const ids = entries.map((entry) => formText(isObject(entry) ? entry['id'] : entry));
  if (!known.every(({ id }) => ids.includes(id)))
    throw wrong('Les identifiants ne sont pas ceux du jeu de données');
  const ordered = ids.map((id) => known.find((one) => one.id === id)).filter((one) => one !== undefined);
  if (ordered.length !== known.length) throw crash();
  saveDataset(context.state, { ...dataset, resources: ordered });
  return context.reply(
    200,
    ordered.map((one) => resourceOf(context.view, one)),
    { applied: dataset.id },
  );
}

export function resourceIn(dataset: Dataset, id: string): Resource {
  const found = dataset.resources.find((one) => one.id === id);
  if (found === undefined) throw new Refusal(404, { message: 'Resource does not exist' });
  return found;
}

function rulesOf(context: Context): ResourceRules {
  return { now: context.now(), refusePrivate: context.state.switches.refusePrivateAddresses };
}

function save(context: Context, dataset: Dataset, resources: Resource[]): void {
  saveDataset(context.state, { ...dataset, resources, last_modified: context.now() });
}
