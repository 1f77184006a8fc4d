import { isObject, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { publish } from './events.ts';
import { existing } from './find.ts';
import { checkQuota } from './limits.ts';
import { forbidden, invalid, loginNeeded } from './refusal.ts';
import { cleaned } from './render.ts';
import { CLASSES, firstPermissions, isPublic } from './rights.ts';
import type { Account, Dataset, Permission } from './state.ts';

/** Who may do what. A change is no edit: no date tells of it, and hooks go out only where public becomes private or back. */
export function permissionsRoute(
  context: Context,
  method: string,
  reference: string,
): PortalReply | undefined {
  const dataset = administered(context, reference, method === 'GET' ? 'getPermissions' : 'setPermissions');
  if (method === 'GET') return context.reply(200, dataset.permissions);
  if (method !== 'PUT') return undefined;
  const permissions = permissionsIn(context.json());
  const after = { ...dataset, permissions };
  context.state.datasets.set(dataset.id, after);
  if (isPublic(dataset) !== isPublic(after)) context.state.outbox.updated(dataset.id);
  return context.reply(200, permissions, { applied: dataset.id });
}

/** Another owner: permissions begin anew, and portals of the former one show it no more. No hook tells of it. */
export function changeOwner(context: Context, reference: string): PortalReply {
  const dataset = administered(context, reference, 'changeOwner');
  const { state } = context;
  const owner = accountIn(context.json());
  const session = context.someone();
  const { account, adminMode } = session;
  if (!adminMode && (account?.type !== owner.type || account.id !== owner.id)) throw forbidden();
  const isSame = dataset.owner.type === owner.type && dataset.owner.id === owner.id;
  if (!isSame) checkQuota(state, owner, dataset.storage?.size ?? 0, true);
  const keepsSites = isSame && dataset.owner.department === undefined && owner.department !== undefined;
  const kept = dataset.permissions.filter(
    ({ type, id }) => (type ?? undefined) === undefined || (isSame && (type === 'user' || id !== owner.id)),
  );
  const after: Dataset = {
    ...dataset,
    owner,
    permissions: [...firstPermissions(owner), ...kept],
    updatedAt: context.now(),
    ...(!keepsSites && { publicationSites: [] }),
  };
  state.datasets.set(dataset.id, after);
  const topic = `data-fair:dataset-change-owner:${dataset.id}`;
  publish(state, dataset, topic, "Changement de propriétaire d'un jeu de données");
  if (!isSame) publish(state, after, topic, "Changement de propriétaire d'un jeu de données");
  return context.reply(200, cleaned(context, after), { applied: dataset.id });
}

function administered(context: Context, reference: string, operation: string): Dataset {
  const dataset = existing(context, reference);
  context.authenticate('datasets', 'datasets-admin');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, operation);
  return dataset;
}

export function permissionsIn(body: unknown): Permission[] {
  if (!Array.isArray(body)) throw invalid('permissions must be an array');
  return body.map((one: unknown) => {
    if (!isObject(one)) throw invalid('Error in permissions format');
    const { type, id, email, classes, operations, roles, ...more } = one;
    const isNamed = Boolean(id) || Boolean(email);
    if (Boolean(type) !== isNamed) throw invalid('Error in permissions format');
    if (type !== undefined && type !== null && type !== 'user' && type !== 'organization')
      throw invalid('Error in permissions format');
    const names = textsIn(classes, 'classes');
    const unknown = names.find((name) => !CLASSES.includes(name) && name !== 'use');
    if (unknown !== undefined) throw invalid(`unknown class ${unknown}`);
    return {
      ...more,
      ...(type !== undefined && { type }),
      ...(typeof id === 'string' && { id }),
      ...(typeof email === 'string' && { email }),
      ...(roles !== undefined && { roles: textsIn(roles, 'roles') }),
      classes: names,
      operations: textsIn(operations, 'operations'),
    };
  });
}

function textsIn(value: unknown, name: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw invalid(`/${name} must be a list of texts`);
  return value;
}

export function accountIn(body: unknown): Account {
  if (!isObject(body)) throw invalid('expecting an owner');
  const { type, id, name, department, departmentName } = body;
  if ((type !== 'user' && type !== 'organization') || typeof id !== 'string')
    throw invalid('/owner is not valid');
  return {
    type,
    id,
    name: textOf(name) ?? id,
    ...(typeof department === 'string' && { department }),
    ...(typeof departmentName === 'string' && { departmentName }),
  };
}
