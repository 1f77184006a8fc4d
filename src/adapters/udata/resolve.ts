import type { Dataset } from '../../model/dataset.ts';
import { toUdataLicense } from '../../vocabularies/licenses.ts';
import type { Loss, Session } from '../adapter.ts';
import { perSession } from '../per-session.ts';
import { areaWithoutZones } from './area-from-model.ts';
import { ask, exists } from './ask.ts';
import { chosenLicense } from './coded.ts';
import type { Wanted } from './from-model.ts';
import { legacyFrequency } from './owned.ts';
import { frequenciesRequest, licensesRequest, zoneRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireIds, WireLicense } from './wire.ts';
import { z } from 'zod';

/** A dataset names a few zones; each costs one request without a body. */
const ZONES_MAX = 20;

/** Fits what is about to be written to the vocabularies of the site at hand: each differs, and each version too. */
export async function resolve(
  session: Session<Settings>,
  dataset: Dataset,
  wanted: Wanted,
  isChanging: (field: string) => boolean,
): Promise<Wanted> {
  let resolved = wanted;
  if (isChanging('license')) resolved = await resolveLicense(session, dataset, resolved);
  if (isChanging('frequency')) resolved = await resolveFrequency(session, resolved);
  if (isChanging('spatial')) resolved = await resolveZones(session, dataset, resolved);
  return resolved;
}

const licenses = perSession((session: Session<Settings>) =>
  ask(session, z.array(WireLicense), licensesRequest(session.settings)),
);

const frequencies = perSession(async (session: Session<Settings>) => {
  const list = await ask(session, WireIds, frequenciesRequest(session.settings));
  return new Set(list.map(({ id }) => id));
});

/** The zones that were asked for in a session, found or not: most datasets of a connector name the same few. */
const zones = perSession(() => Promise.resolve(new Map<string, Promise<boolean>>()));

async function hasZone(session: Session<Settings>, zone: string): Promise<boolean> {
  const asked = await zones(session);
  const known = asked.get(zone);
  if (known !== undefined) return known;
  const found = exists(session, zoneRequest(session.settings, zone));
  asked.set(zone, found);
  found.catch(() => asked.delete(zone));
  return found;
}

async function resolveLicense(session: Session<Settings>, dataset: Dataset, wanted: Wanted): Promise<Wanted> {
  const license = chosenLicense(dataset);
  if (wanted.fields['license'] === undefined || license === undefined) return wanted;
  const list = await licenses(session);
  const known = new Set(list.map(({ id }) => id));
  const { id, loss } = toUdataLicense(license, known);
  const own =
    loss === undefined && id !== 'notspecified'
      ? id
      : (ownLicense(list, [license.uri, license.code, license.raw]) ?? id);
  const value = license.code ?? license.uri ?? license.raw ?? '';
  if (own === 'notspecified' || !known.has(own)) {
    return replaced(wanted, 'license', undefined, {
      field: 'license',
      value,
      reason: loss ?? 'licence unknown to this udata',
    });
  }
  const kept = own === id ? loss : undefined;
  return replaced(
    wanted,
    'license',
    own,
    kept === undefined ? undefined : { field: 'license', value, reason: kept },
  );
}

/** A licence that the site itself describes under this address, id or title. */
function ownLicense(
  list: readonly WireLicense[],
  names: readonly (string | undefined)[],
): string | undefined {
  const sought = new Set(names.flatMap((name) => (name === undefined ? [] : [foldName(name)])));
  return list.find(({ id, title, url, alternate_urls, alternate_titles }) =>
    [id, title, url, ...(alternate_urls ?? []), ...(alternate_titles ?? [])].some(
      (name) => name !== undefined && name !== '' && sought.has(foldName(name)),
    ),
  )?.id;
}

function foldName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/$/, '');
}

async function resolveFrequency(session: Session<Settings>, wanted: Wanted): Promise<Wanted> {
  const frequency = wanted.fields['frequency'];
  if (typeof frequency !== 'string') return wanted;
  const known = await frequencies(session);
  if (known.has(frequency)) return wanted;
  const legacy = legacyFrequency(frequency);
  if (legacy !== undefined && known.has(legacy)) return replaced(wanted, 'frequency', legacy, undefined);
  const reason = 'frequency unknown to this udata, written as unknown';
  return replaced(wanted, 'frequency', 'unknown', { field: 'frequency', value: frequency, reason });
}

/** One unknown zone costs the whole dataset on udata. */
async function resolveZones(session: Session<Settings>, dataset: Dataset, wanted: Wanted): Promise<Wanted> {
  const area = z.object({ zones: z.array(z.string()) }).safeParse(wanted.fields['spatial']);
  if (!area.success) return wanted;
  const known: string[] = [];
  const losses: Loss[] = [];
  for (const zone of area.data.zones) {
    const found = known.length < ZONES_MAX && (await hasZone(session, zone));
    if (found) known.push(zone);
    else losses.push({ field: 'spatial', value: zone, reason: 'zone unknown to this udata' });
  }
  if (losses.length === 0) return wanted;
  const spatial = known.length > 0 ? { zones: known } : areaWithoutZones(dataset.spatial);
  return { fields: withField(wanted.fields, 'spatial', spatial), losses: [...wanted.losses, ...losses] };
}

function replaced(wanted: Wanted, field: string, value: unknown, loss: Loss | undefined): Wanted {
  const losses = wanted.losses.filter((other) => other.field !== field);
  return {
    fields: withField(wanted.fields, field, value),
    losses: loss === undefined ? losses : [...losses, loss],
  };
}

function withField(fields: Wanted['fields'], field: string, value: unknown): Wanted['fields'] {
  const { [field]: _before, ...others } = fields;
  return value === undefined ? others : { ...others, [field]: value };
}
