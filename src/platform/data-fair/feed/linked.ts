import type { ApplicationReader } from '../applications/reader.ts';
import { applicationsOf, WireLinks, type WireApplication } from '../applications/wire.ts';
import type { DataFairClient } from '../client.ts';
import { digestOf } from '../mark.ts';
import { OVERLAP_MS, type Cursor } from './cursor.ts';
import { sweep } from './sweep.ts';

type Linked = NonNullable<Cursor['applications']>;

/** Data Fair's ids of datasets whose applications look otherwise than before, and how they look now. */
export interface ApplicationChanges {
  affected: string[];
  applications: Linked | undefined;
}

/**
 * What changed in applications: their words, whom they are for, which datasets they show. No date of a dataset tells of it, and
 * none of an application tells that it is public now. Costs one request while nothing changed; `everything`: all is looked at anew.
 * `page`: the template of their addresses.
 */
export async function applicationChanges(
  { client, applications }: { client: DataFairClient; applications: ApplicationReader },
  before: Linked | undefined,
  { at, everything, page = '' }: { at: Date; everything: boolean; page?: string | undefined },
): Promise<ApplicationChanges> {
  const listed = await applications.all();
  if (listed === undefined) return { affected: [], applications: before };
  const known: Linked = before ?? {};
  const ids = new Set([...Object.keys(known), ...listed.map(({ id }) => id)]);
  const digests = new Map(listed.map((one) => [one.id, digestOf([page, one])]));
  const isSame = (id: string): boolean => digests.get(id) === known[id]?.digest;
  const isDue = everything || [...ids].some((id) => !isSame(id) || known[id]?.fresh === true);
  if (!isDue) return { affected: [], applications: known };
  const links = listed.length === 0 ? new Map<string, string[]>() : await linksIn(client, digests);
  const now: Linked = {};
  for (const one of listed) {
    const digest = digests.get(one.id) ?? '';
    const datasets = (links.get(one.id) ?? []).toSorted();
    now[one.id] = { digest, datasets, ...(isFresh(one, at) ? { fresh: true } : {}) };
  }
  return { affected: [...new Set([...ids].flatMap((id) => moved(known[id], now[id])))], applications: now };
}

/** Data Fair notes the datasets of an application after it has saved it: what is just saved is looked at again. */
function isFresh({ updatedAt }: WireApplication, at: Date): boolean {
  const saved = Date.parse(updatedAt ?? '');
  return Number.isFinite(saved) && saved > at.getTime() - OVERLAP_MS;
}

function moved(before: Linked[string] | undefined, now: Linked[string] | undefined): string[] {
  const [was, is] = [new Set(before?.datasets), new Set(now?.datasets)];
  const all = [...new Set([...was, ...is])];
  return before?.digest === now?.digest ? all.filter((id) => was.has(id) !== is.has(id)) : all;
}

/** Which datasets each of these applications shows: lists of applications do not tell it, those of datasets do. */
async function linksIn(
  client: DataFairClient,
  wanted: ReadonlyMap<string, unknown>,
): Promise<Map<string, string[]>> {
  const { found } = await sweep(client, WireLinks, { select: 'id,extras.applications' });
  const links = new Map<string, string[]>();
  for (const dataset of found)
    for (const id of applicationsOf(dataset))
      if (wanted.has(id)) links.set(id, [...(links.get(id) ?? []), dataset.id]);
  return links;
}
