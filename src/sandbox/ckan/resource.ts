import { randomUUID } from 'node:crypto';
import { type JsonObject, isObject, sameJson } from '../json.ts';
import { broken } from './refusal.ts';
import type { Package, Resource, State } from './state.ts';
import { cleanFormat, guessType } from './vocabulary.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Left out, these become empty; name, size, hash and dates keep what was there, even when null is sent. */
const CLEARED = [
  'cache_last_updated',
  'cache_url',
  'description',
  'mimetype_inner',
  'resource_type',
  'url_type',
];
const DAY_LENGTH = 10;
const SET_BY_THE_PORTAL = ['metadata_modified', 'package_id', 'position', 'state'];

export interface Listed {
  resources: Resource[];
  errors: JsonObject[];
}

/** The list that a package is sent with. Ids are matched; an entry without one is a new resource, whatever its address. */
export function resourcesOf(
  state: State,
  sent: unknown,
  owner: Package | undefined,
  packageId: string,
  now: string,
): Listed {
  if (!Array.isArray(sent) || !sent.every(isObject)) {
    throw broken("Only lists of dicts can be placed against subschema ('resources',)", sent);
  }
  const errors: JsonObject[] = [];
  const resources = sent.map((entry, position) => {
    const own: JsonObject = {};
    errors.push(own);
    return resourceOf(state, own, entry, owner, { packageId, position, now });
  });
  return { resources, errors };
}

interface Place {
  packageId: string;
  position: number;
  now: string;
}

function resourceOf(
  state: State,
  errors: JsonObject,
  entry: JsonObject,
  owner: Package | undefined,
  place: Place,
): Resource {
  const { id: sentId, url: sentUrl, format: sentFormat, size, clear_upload: clear, ...rest } = entry;
  const before = owner?.resources.find(({ id }) => id === sentId);
  if (clear !== undefined && clear !== '') rest['url_type'] = '';
  if (before !== undefined && sameJson(before, entry)) return { ...before, position: place.position };
  const id = typeof sentId === 'string' && sentId !== '' ? sentId : randomUUID();
  if (!UUID.test(id)) errors['id'] = ['Identifiant invalide'];
  else if ((state.resourceHomes.get(id) ?? place.packageId) !== place.packageId)
    errors['id'] = ['Resource id already exists.'];
  const url = addressOf(sentUrl);
  const format = formatOf(sentFormat, url, before);
  const known: JsonObject = { created: dateOf(errors, 'created', rest['created'], before) ?? place.now };
  for (const key of CLEARED) known[key] = rest[key] ?? null;
  known['hash'] = rest['hash'] ?? before?.['hash'] ?? '';
  known['last_modified'] = dateOf(errors, 'last_modified', rest['last_modified'], before);
  known['mimetype'] =
    'mimetype' in rest ? rest['mimetype'] : owner === undefined ? null : (guessType(url) ?? null);
  known['size'] = sizeOf(errors, size, before);
  const name = typeof rest['name'] === 'string' ? rest['name'] : (before?.name ?? null);
  const more = Object.entries(rest).filter(([key]) => !(key in known) && !SET_BY_THE_PORTAL.includes(key));
  const set = {
    metadata_modified: place.now,
    package_id: place.packageId,
    position: place.position,
    state: 'active',
  };
  return { ...Object.fromEntries(more), ...known, ...set, id, url, format, name };
}

function addressOf(value: unknown): string {
  const url = typeof value === 'string' ? value.trim() : '';
  return url === '' || /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
}

/** Empty or absent on a new resource: guessed from the address. Absent on a known one: kept. Empty on a known one: empty. */
function formatOf(sent: unknown, url: string, before: Resource | undefined): string {
  if (typeof sent === 'string' && sent !== '') return cleanFormat(sent);
  if (before !== undefined) return sent === '' ? '' : before.format;
  const type = guessType(url);
  return type === undefined ? '' : cleanFormat(type);
}

function sizeOf(errors: JsonObject, sent: unknown, before: Resource | undefined): unknown {
  if (sent === undefined || sent === null || sent === '') return before?.['size'] ?? null;
  const size = Number(sent);
  if (Number.isInteger(size)) return size;
  errors['size'] = ['Entier invalide'];
  return null;
}

function dateOf(errors: JsonObject, field: string, sent: unknown, before: Resource | undefined): unknown {
  if (typeof sent !== 'string' || sent === '') return before?.[field] ?? null;
  if (!DATE.test(sent)) errors[field] = ['Format de date incorrect'];
  return sent.length === DAY_LENGTH ? `${sent}T00:00:00` : sent;
}
