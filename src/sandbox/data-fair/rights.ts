import type { Session } from './session.ts';
import type { Account, Permission } from './state.ts';

/** Operations by class: who has a class has all of its operations. */
const OPERATIONS: Record<string, string[]> = {
  list: ['list'],
  read: [
    'readDescription',
    'readSchema',
    'readSafeSchema',
    'readLines',
    'readLine',
    'downloadOriginalData',
    'downloadFullData',
    'downloadMetadataAttachment',
    'listDataFiles',
    'readConfig',
  ],
  readAdvanced: ['readJournal', 'realtime-journal', 'realtime-task-progress'],
  write: [
    'writeDescription',
    'writeDescriptionBreaking',
    'writeData',
    'createLine',
    'updateLine',
    'patchLine',
    'bulkLines',
    'deleteLine',
    'deleteAllLines',
    'validateDraft',
    'cancelDraft',
    'postMetadataAttachment',
    'deleteMetadataAttachment',
    'writeConfig',
  ],
  manageOwnLines: ['createOwnLine', 'updateOwnLine', 'deleteOwnLine'],
  admin: ['delete', 'getPermissions', 'setPermissions', 'changeOwner', 'writePublications', 'setReadApiKey'],
};
export const CLASSES = Object.keys(OPERATIONS);
const ALL = Object.values(OPERATIONS).flat();

export interface Owned {
  owner: Account;
  permissions: Permission[];
}

export function can(session: Session | undefined, resource: Owned, operation: string): boolean {
  return session?.adminMode === true || operationsOf(session, resource).includes(operation);
}

/** What this caller may do: all to the owner's administrators, to others what they were given. */
export function operationsOf(session: Session | undefined, { owner, permissions }: Owned): string[] {
  if (session !== undefined && isAdminOf(session, owner)) return ALL;
  const given = permissions.filter((permission) => matches(session, permission));
  return [...new Set(given.flatMap(operationsIn))];
}

/** Administrators of an organisation have its departments too; those of a department have that department alone. */
export function isAdminOf({ account, adminMode }: Session, owner: Account, anyDepartment = false): boolean {
  if (adminMode) return true;
  if (account === undefined || account.type !== owner.type || account.id !== owner.id) return false;
  return anyDepartment || account.department === undefined || account.department === owner.department;
}

export function isPublic({ permissions }: Owned): boolean {
  const given = permissions.filter(isForAll).flatMap(operationsIn);
  return (OPERATIONS['read'] ?? []).every((operation) => given.includes(operation));
}

/** `public` is read and listed by all; `protected` has somebody beside the owner's own people. */
export function visibilityOf({ owner, permissions }: Owned): string {
  if (
    permissions.some((one) => isForAll(one) && ['list', 'read'].every((name) => one.classes?.includes(name)))
  )
    return 'public';
  const others = permissions.some((one) => isForAll(one) || one.type !== owner.type || one.id !== owner.id);
  return others ? 'protected' : 'private';
}

/** What a new resource has: contributors of the owner may write it. */
export function firstPermissions({ type, id, name, department }: Account): Permission[] {
  if (type === 'user') return [];
  const contributors = { type, id, name, department: department ?? '-', roles: ['contrib'] };
  return [
    { ...contributors, classes: ['write'], operations: ['delete'] },
    { ...contributors, classes: ['list', 'read', 'readAdvanced'], operations: [] },
  ];
}

function isForAll({ type, id }: Permission): boolean {
  return (type ?? undefined) === undefined && (id ?? undefined) === undefined;
}

function matches(session: Session | undefined, permission: Permission): boolean {
  if (isForAll(permission)) return true;
  if (session === undefined) return false;
  const { account, userId, email } = session;
  if (permission.type === 'user') {
    return (
      permission.id === '*' || permission.id === userId || (email !== undefined && permission.email === email)
    );
  }
  if (account?.type !== 'organization' || permission.id !== account.id) return false;
  const { department } = permission;
  const elsewhere = department !== undefined && department !== '*' && department !== account.department;
  return !(account.department !== undefined && elsewhere);
}

function operationsIn({ operations = [], classes = [] }: Permission): string[] {
  return [...operations, ...classes.flatMap((name) => OPERATIONS[name] ?? [])];
}
