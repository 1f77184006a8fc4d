import { randomBytes } from 'node:crypto';
import { type JsonObject, isObject, objectOf, sameJson, textOf } from '../json.ts';
import type { FormFile } from '../multipart.ts';
import type { PortalReply } from '../portal.ts';
import { attachmentKey } from './attachments.ts';
import type { Context } from './context.ts';
import { journal, notify, publish } from './events.ts';
import { checkPost } from './fields.ts';
import { acceptedFile, loadedOf, titleOf } from './files.ts';
import { checkQuota } from './limits.ts';
import { existing, findDataset } from './find.ts';
import { accountIn } from './owners.ts';
import { editDataset } from './patch.ts';
import { busy, forbidden, invalid, loginNeeded, wrongState } from './refusal.ts';
import { cleaned, withDraft } from './render.ts';
import { firstPermissions, isAdminOf } from './rights.ts';
import { forgetRevisions } from './revisions.ts';
import { dropLines } from './rows.ts';
import { freeSlug } from './slug.ts';
import { planWork } from './states.ts';
import { type Account, type Dataset, type State, withoutMember } from './state.ts';

const ID = /^[a-z0-9_-]+$/;

/** A creation, with an id of the caller's own where it came by PUT. */
export function createDataset(context: Context, ownId?: string): PortalReply {
  const { state } = context;
  context.authenticate('datasets', 'datasets-write');
  const length = context.measured();
  const { body, file } = bodyOf(context);
  checkPost(body);
  const owner = ownerOf(context, body);
  checkQuota(state, owner, length, true);
  const id = ownId ?? randomBytes(12).toString('hex');
  if (!ID.test(id)) throw invalid(`"${id}" is not URL friendly`);
  if (state.datasets.get(id) !== undefined)
    throw invalid('Un jeu de données avec cet identifiant existe déjà.');
  const dataset = made(context, id, owner, body, file);
  state.datasets.set(id, dataset);
  if (file !== undefined) state.files.set(`${id}/loading`, file.bytes);
  journal(state, dataset, 'dataset-created', { href: `${context.publicUrl}/dataset/${id}` });
  notify(state, 'dataset', dataset, 'dataset-created');
  if (dataset.isRest === true) journal(state, dataset, 'finalize-end');
  return context.reply(201, cleaned(context, dataset, dataset.draft !== undefined), { applied: id });
}

/** PUT and POST on one dataset: a creation where it is missing, else an edit, with or without a file. */
export function putDataset(context: Context, reference: string): PortalReply {
  const dataset = findDataset(context, reference);
  if (dataset === undefined) return createDataset(context, reference);
  // The state is looked at before the caller.
  const { status } = context.query['draft'] === 'true' ? withDraft(dataset) : dataset;
  if (status !== 'finalized' && status !== 'error') throw wrongState(status);
  if (dataset._work !== undefined) throw busy(dataset.id);
  context.authenticate('datasets', 'datasets-write');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, 'writeData');
  checkQuota(context.state, dataset.owner, context.measured(), false);
  const { body, file } = bodyOf(context);
  const owner = objectOf(body['owner']);
  const isSameOwner = owner['type'] === dataset.owner.type && owner['id'] === dataset.owner.id;
  const patch = Object.fromEntries(
    Object.entries(body).filter(
      ([key, value]) => !sameJson(value, dataset[key]) && !(key === 'owner' && isSameOwner),
    ),
  );
  return editDataset(context, dataset, patch, file);
}

export function deleteDataset(context: Context, reference: string): PortalReply {
  const dataset = existing(context, reference);
  context.authenticate('datasets', 'datasets-write');
  context.someone();
  context.allow(dataset, 'delete');
  const { state } = context;
  const { id } = dataset;
  dropLines(state, id);
  forgetRevisions(state, id);
  for (const name of ['loading', 'original', 'file', 'draft/original', 'draft/file'])
    state.files.delete(`${id}/${name}`);
  for (const name of Object.keys(dataset._files ?? {})) state.files.delete(attachmentKey(dataset, name));
  state.datasets.delete(id);
  state.journals.delete(id);
  state.outbox.deleted(id);
  publish(state, dataset, `data-fair:dataset-delete:${id}`, 'Suppression du jeu de données');
  return { status: 204, applied: id };
}

/** What a creation makes of its body: exactly one kind of dataset. */
function made(
  context: Context,
  id: string,
  owner: Account,
  body: JsonObject,
  file: FormFile | undefined,
): Dataset {
  const kinds = [file !== undefined, body['isVirtual'], body['isRest'], body['isMetaOnly']].filter(
    (kind) => kind === true,
  );
  if (kinds.length > 1) throw invalid('Un jeu de données ne peut pas être de plusieurs types à la fois');
  if (kinds.length === 0)
    throw invalid(
      'Un jeu de données doit être initialisé avec un fichier ou déclaré "virtuel" ou "éditable" ou "métadonnées"',
    );
  const { userId, userName } = context.someone();
  const now = context.now();
  const title = textOf(body['title'])?.trim() ?? (file === undefined ? '' : titleOf(file.name));
  if (title === '') throw invalid('Un jeu de données doit être créé avec un titre');
  const { state } = context;
  const by = { id: userId, name: userName };
  const dataset: Dataset = {
    schema: [],
    ...body,
    id,
    title,
    slug: freeSlug(state.datasets.values(), owner, textOf(body['slug']) ?? title),
    owner,
    permissions: firstPermissions(owner),
    createdAt: now,
    updatedAt: now,
    createdBy: by,
    updatedBy: by,
  };
  if (file !== undefined) return loaded(state, dataset, file, context.query['draft'] === 'true');
  if (dataset.isVirtual === true)
    return planWork(state, { ...dataset, virtual: body['virtual'] ?? { children: [] }, status: 'indexed' });
  if (dataset.isMetaOnly === true) return dataset;
  const rest = { primaryKeyMode: 'sha256', indiceMode: 'timestamp3', ...objectOf(body['rest']) };
  return { ...dataset, rest, status: 'finalized', finalizedAt: now, count: 0 };
}

function loaded(state: State, dataset: Dataset, file: FormFile, isDraft: boolean): Dataset {
  const part = { status: 'created', dataUpdatedAt: dataset.updatedAt, loaded: loadedOf(file) };
  if (!isDraft) return planWork(state, { ...dataset, ...part });
  const draftReason = {
    key: 'file-new',
    message: 'Nouveau jeu de données chargé en mode brouillon',
    validationMode: 'never',
  };
  return planWork(state, { ...dataset, status: 'draft', draft: { ...part, draftReason } }, true);
}

/** The account named in the body, else the caller's; only its administrators may. */
function ownerOf(context: Context, body: JsonObject): Account {
  const session = context.someone();
  const { owner: sent } = body;
  const { account } = session;
  if (!isObject(sent)) {
    if (account === undefined) throw forbidden();
    return account;
  }
  const owner = accountIn(sent);
  if (!isAdminOf(session, owner)) throw forbidden();
  return owner;
}

/** JSON, or a form with the JSON under `body` and the file under `dataset` or `file`. */
function bodyOf(context: Context): { body: JsonObject; file: FormFile | undefined } {
  const { form } = context.request;
  if (form === undefined) return { body: context.object(), file: undefined };
  for (const name of Object.keys(form.files)) {
    if (name !== 'dataset' && name !== 'file' && name !== 'attachments')
      throw invalid(`Fichier dans un champ non supporté: "${name}"`);
  }
  const file = form.files['dataset'] ?? form.files['file'];
  if (file !== undefined) acceptedFile(file.name);
  const { body: text } = form.fields;
  if (text === undefined) return { body: withoutMember(form.fields, 'dataset_encoding'), file };
  try {
    return { body: objectOf(JSON.parse(text)), file };
  } catch {
    throw invalid('Invalid JSON in body part');
  }
}
