import { type JsonObject, isObject, listOf, objectOf, sameJson } from '../json.ts';
import type { FormFile } from '../multipart.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { journal, notify, publish } from './events.ts';
import { checkPatch } from './fields.ts';
import { extensionOf, loadedOf, mimetypeOf } from './files.ts';
import { existing } from './find.ts';
import { busy, invalid, loginNeeded, wrongState } from './refusal.ts';
import { cleaned, withDraft } from './render.ts';
import { breakingChanges, planWork } from './states.ts';
import { type Dataset, type Field, type State, nowText } from './state.ts';

/** Members whose change has to wait until the worker is done. */
const STRUCTURE = ['schema', 'virtual', 'extensions', 'publications', 'projection'];
const MODES = ['never', 'always', 'compatible', 'compatibleOrCancel'];

export function patchDataset(context: Context, reference: string): PortalReply {
  const dataset = existing(context, reference);
  const body = context.object();
  const isStructure = dataset.isMetaOnly !== true && STRUCTURE.some((key) => Boolean(body[key]));
  const { status } = context.query['draft'] === 'true' ? withDraft(dataset) : dataset;
  if (isStructure && status !== 'finalized' && status !== 'error') throw wrongState(status);
  if (!isStructure && status === 'draft') throw wrongState(status);
  if (isStructure && dataset._work !== undefined) throw busy(dataset.id);
  context.authenticate('datasets', 'datasets-write');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, 'writeDescription');
  return editDataset(context, dataset, body, undefined);
}

/** Changes what differs; an edit that changes nothing leaves no trace at all. */
export function editDataset(
  context: Context,
  dataset: Dataset,
  patch: JsonObject,
  file: FormFile | undefined,
): PortalReply {
  checkPatch(patch);
  const { state } = context;
  const now = context.now();
  const { userId, userName } = context.someone();
  const by = { id: userId, name: userName };
  const changed = effective(state, dataset, patch);
  const keys = Object.keys(changed);
  if (keys.length === 0 && file === undefined && dataset.status !== 'error')
    return context.reply(200, cleaned(context, dataset));
  if (file !== undefined)
    return replaceFile(context, dataset, { ...changed, updatedAt: now, updatedBy: by }, file);
  const isDraft = context.query['draft'] === 'true' && dataset.draft !== undefined;
  const { draft } = dataset;
  const after =
    isDraft && draft !== undefined
      ? { ...dataset, draft: { ...draft, ...changed, updatedAt: now } }
      : restarted(state, dataset, merged(dataset, { ...changed, updatedAt: now, updatedBy: by }), changed);
  state.datasets.set(dataset.id, after);
  state.outbox.updated(dataset.id);
  tell(state, after, keys, isDraft);
  tellSites(state, dataset, after);
  if (after._work !== undefined && dataset._work === undefined) {
    journal(state, after, 'structure-updated');
    notify(state, 'dataset', after, 'structure-updated');
  }
  return context.reply(200, cleaned(context, after), { applied: dataset.id });
}

/** The new file waits in a draft: what everybody sees stays finalized, and stays the old one, until it is through. */
function replaceFile(context: Context, dataset: Dataset, patch: JsonObject, file: FormFile): PortalReply {
  if (dataset.file === undefined && dataset.loaded === undefined && dataset.status !== 'draft')
    throw invalid('this dataset is not file based');
  const { state } = context;
  const { draft: asked } = context.query;
  const validationMode =
    dataset.status === 'draft' ? 'never' : asked === 'true' ? 'compatible' : (asked ?? 'always');
  if (!MODES.includes(validationMode))
    throw invalid(`unknown value for draft validation mode ${validationMode}`);
  const draftReason = {
    key: 'file-updated',
    message: 'Nouveau fichier chargé sur un jeu de données existant',
    validationMode,
  };
  const draft = {
    ...patch,
    status: 'loaded',
    draftReason,
    loaded: loadedOf(file),
    dataUpdatedAt: nowText(state),
  };
  state.files.set(`${dataset.id}/loading`, file.bytes);
  const after = planWork(state, { ...dataset, draft }, true);
  state.datasets.set(dataset.id, after);
  state.outbox.updated(dataset.id);
  journal(state, after, 'data-updated', { draft: true });
  tell(state, after, Object.keys(patch), true);
  return context.reply(200, cleaned(context, after, true), { applied: dataset.id });
}

function tell(state: State, dataset: Dataset, keys: string[], isDraft: boolean): void {
  const topic = `data-fair:dataset${isDraft ? '-draft' : ''}-patched-properties:${dataset.id}`;
  publish(state, dataset, topic, 'Propriétés modifiées sur un jeu de données', { keys });
}

/** Portals that a dataset comes to, or asks to come to, each hear of it. */
function tellSites(state: State, before: Dataset, after: Dataset): void {
  for (const [member, event] of SITES) {
    const known = listOf(before[member]);
    for (const site of listOf(after[member]).filter((one) => !known.includes(one)))
      publish(state, after, `data-fair:dataset-${event}:${String(site)}:${after.slug}`, `dataset ${event}`);
  }
}

const SITES = [
  ['publicationSites', 'published'],
  ['requestedPublicationSites', 'publication-requested'],
] as const;

/** The members of the patch that differ from what is there. */
function effective(state: State, dataset: Dataset, patch: JsonObject): JsonObject {
  const changed: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    const now = key === 'attachments' ? typedAttachments(value, dataset) : value;
    if (!sameJson(now ?? undefined, dataset[key] ?? undefined)) changed[key] = now;
  }
  const { slug, rest } = changed;
  if (slug !== undefined && isTaken(state, dataset, slug))
    throw invalid('Un autre jeu de données a déjà cet identifiant de publication.');
  if (isObject(rest)) {
    const before = objectOf(dataset['rest'])['primaryKeyMode'];
    if ((rest['primaryKeyMode'] ?? before) !== before)
      throw invalid('Impossible de changer le mode de clé primaire');
  }
  return changed;
}

function isTaken(state: State, { id, owner }: Dataset, slug: unknown): boolean {
  for (const other of state.datasets.values())
    if (other.id !== id && other.slug === slug && other.owner.id === owner.id) return true;
  return false;
}

/** `null` removes. */
function merged(dataset: Dataset, patch: JsonObject): Dataset {
  const after: Dataset = { ...dataset };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = value;
  }
  return after;
}

/** A dataset in error tries its failed step again with any edit; some edits send it through the worker again. */
function restarted(state: State, before: Dataset, after: Dataset, changed: JsonObject): Dataset {
  if (before.status === 'error') {
    const { errorStatus, ...rest } = after;
    const first = before.isVirtual ? 'indexed' : before.isRest ? 'analyzed' : 'stored';
    return planWork(state, { ...rest, status: errorStatus ?? first });
  }
  if (before.isMetaOnly) return after;
  if (before.isVirtual) {
    const isAgain = changed['virtual'] !== undefined || changed['schema'] !== undefined;
    return isAgain ? planWork(state, { ...after, status: 'indexed' }) : after;
  }
  const { schema, rest, extensions, projection } = changed;
  const isBroken = Array.isArray(schema) && schemaChanged(before.schema, after.schema);
  if (isBroken || extensions !== undefined || projection !== undefined)
    return planWork(state, { ...after, status: 'analyzed' });
  return before.isRest && rest !== undefined ? planWork(state, { ...after, status: 'indexed' }) : after;
}

function schemaChanged(before: Field[], after: Field[]): boolean {
  return breakingChanges(before, after).length > 0 || breakingChanges(after, before).length > 0;
}

/** Attachments that are files have a type by their name, which must have an ending. */
function typedAttachments(value: unknown, dataset: Dataset): unknown {
  if (!Array.isArray(value)) return value;
  return listOf(value).map((one) => {
    const attachment = targeted(objectOf(one), dataset);
    const { type, name, mimetype } = attachment;
    if (type === 'url' || typeof name !== 'string' || mimetype !== undefined) return attachment;
    if (extensionOf(name) === '')
      throw invalid(`Le nom de fichier de la pièce jointe ${name} ne contient pas d'extension.`);
    const found = mimetypeOf(name);
    return found === undefined ? attachment : { ...attachment, mimetype: found };
  });
}

/** Where a remote file is, is told once and never shown: whoever writes the list again need not know it. */
function targeted(attachment: JsonObject, dataset: Dataset): JsonObject {
  if (attachment['type'] !== 'remoteFile' || attachment['targetUrl'] !== undefined) return attachment;
  const known = listOf(dataset['attachments'])
    .map(objectOf)
    .find(({ type, name }) => type === 'remoteFile' && name === attachment['name']);
  if (known === undefined)
    throw invalid(`Impossible de créer la pièce jointe ${String(attachment['name'])} sans URL cible`);
  return { ...attachment, targetUrl: known['targetUrl'] };
}
