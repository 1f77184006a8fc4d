import { hash as digestOf } from 'node:crypto';
import { singleBlanks } from './clean.ts';
import type { Dataset } from './dataset.ts';
import type { Distribution } from './distribution.ts';

/**
 * What a record is known by beside its id in its source, from the strongest to the weakest. `identifier`: what its
 * publisher calls it. `address`: its IRI. `item`: ArcGIS's item and layer, which survive its changes of addresses. `page`:
 * its landing page, which may be shared. `content`: its words and files, without any address. `number`: an identifier so
 * short that others have it too.
 */
export const RUNGS = ['identifier', 'address', 'item', 'page', 'content', 'number'] as const;
export type Rung = (typeof RUNGS)[number];

export interface Alias {
  rung: Rung;
  value: string;
  /** 64 bits as PostgreSQL's bigint: a hash of the value, its last three bits the rung's. */
  hash: string;
}

/** In SQL: `alias & 7`. */
const BITS: Record<Rung, bigint> = {
  identifier: 1n,
  address: 2n,
  page: 3n,
  content: 4n,
  item: 5n,
  number: 6n,
};
const STRONG: ReadonlySet<Rung> = new Set(['identifier', 'address', 'item']);
const ALIASES_MAX = 24;

/** Strong enough to say by itself that two records of one source are the same. */
export function isStrong(rung: Rung): boolean {
  return STRONG.has(rung);
}

/** Everything that a record is known by, strongest first. */
export function aliasesOf(dataset: Dataset): Alias[] {
  const names = [dataset.id, ...(dataset.identifier ?? []), ...(dataset.otherIdentifier ?? [])];
  const addresses = [dataset.iri, ...names.filter(isAddress)].filter((value) => value !== undefined);
  const pages = dataset.landingPage ?? [];
  const items = [...names, ...addresses, ...pages].map(itemOf).filter((value) => value !== undefined);
  const found = new Map<string, Alias>();
  const add = (rung: Rung, value: string): void => {
    const hash = hashOf(value, BITS[rung]);
    if (!found.has(hash)) found.set(hash, { rung, value, hash });
  };
  for (const name of names) if (!isAddress(name)) add(isTelling(name) ? 'identifier' : 'number', name.trim());
  for (const address of addresses) add('address', plainAddress(address));
  for (const item of items) add('item', item);
  for (const page of pages) add('page', plainAddress(page));
  add('content', contentOf(dataset));
  return [...found.values()]
    .sort((a, b) => RUNGS.indexOf(a.rung) - RUNGS.indexOf(b.rung))
    .slice(0, ALIASES_MAX);
}

/** What it says it was copied from, as hashes to be compared with aliases of any rung: `hash >> 3`. */
export function sourcesOf(dataset: Dataset): string[] {
  const named = ['source_domain_address', 'source_dataset', 'harvest_source_url', 'remote_url'].map(
    (key) => dataset.extra?.[key],
  );
  const values = [...(dataset.source ?? []), ...named].filter((value) => typeof value === 'string');
  return [...new Set(values.filter(isAddress).map((value) => hashOf(plainAddress(value), 0n)))].slice(
    0,
    ALIASES_MAX,
  );
}

/** ArcGIS's item, 32 hexadecimal digits, with its layer where there is one: in ids (`item_3`) and in addresses of services. */
export function itemOf(text: string): string | undefined {
  const [, item, joined] = /(?:^|[^0-9a-f])([0-9a-f]{32})(?:_(\d+))?(?![0-9a-f])/i.exec(text) ?? [];
  if (item === undefined) return undefined;
  const layer =
    joined ?? /(?:Feature|Map)Server\/(\d+)/i.exec(text)?.[1] ?? /[?&]layer=(\d+)/i.exec(text)?.[1];
  return layer === undefined ? item.toLowerCase() : `${item.toLowerCase()}_${layer}`;
}

/** The same address in its usual spellings is one address. */
export function plainAddress(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\/(www\.)?/i, '')
    .replace(/#.*$/, '')
    .replace(/\/+$/, '');
}

function isAddress(text: string): boolean {
  return /^(https?|ftp):\/\//i.test(text);
}

/** Whether an identifier can be nobody else's by chance. */
function isTelling(name: string): boolean {
  return name.trim().length >= 8 && /[^\d]/.test(name);
}

/** Equal for two records that say the same of the same files, whatever ids and addresses they have. */
function contentOf(dataset: Dataset): string {
  return JSON.stringify([
    words(dataset.title),
    words(dataset.description),
    words(dataset.publisher?.name),
    (dataset.distribution ?? []).map(distributionText).sort(),
  ]);
}

function distributionText({ title, format, mediaType, byteSize }: Distribution): string {
  return JSON.stringify([words(title), format?.code ?? format?.raw ?? mediaType ?? '', byteSize ?? '']);
}

function words(text: Record<string, string> | undefined): string[] {
  return Object.values(text ?? {})
    .map((value) => singleBlanks(value.normalize('NFKC').toLowerCase()).trim())
    .sort();
}

function hashOf(value: string, bits: bigint): string {
  const digest = digestOf('sha256', value, 'buffer').readBigUInt64BE();
  return BigInt.asIntN(64, ((digest >> 3n) << 3n) | bits).toString();
}
