import type { z } from 'zod';
import { type ConnectorConfig, HarvestConfig } from '../../config/connector.ts';
import { ControlError, type Control } from '../../control/control.ts';
import type { Resources } from './shapes.ts';

/** Records read for one page at most: what is further down is found with words. Those that our own pushes made are read, and not shown. */
const READ_MAX = 1_000;
/** Somebody is looking at it. */
const LISTING_MS = 45_000;

type Listing = z.infer<typeof Resources>;

/** A page of what a harvest of everything would find; undefined where the adapter lists nothing. */
export async function listing(
  control: Control,
  { id, adapter, settings, requestsPerMinute, push }: ConnectorConfig,
  { q, page, size }: { q?: string | undefined; page: number; size: number },
): Promise<Listing | undefined> {
  const connector = {
    id,
    adapter,
    settings,
    harvest: HarvestConfig.parse({}),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(push === undefined ? {} : { push }),
  };
  const wanted = page * size;
  const found: Listing['results'] = [];
  let announced: number | undefined;
  const preview = control.preview(
    { connector },
    { limit: READ_MAX, unchanged: true },
    AbortSignal.timeout(LISTING_MS),
  );
  try {
    for await (const event of preview) {
      if (event.type !== 'record') {
        announced = event.announced ?? announced;
        if (found.length >= wanted) break;
      } else if (event.remoteId !== undefined && holds(event.title, q)) {
        found.push({ id: event.remoteId, title: event.title ?? event.remoteId, type: 'resource' });
      }
    }
  } catch (error) {
    if (isUnlisted(error)) return undefined;
    throw error;
  }
  const count = q === undefined ? Math.max(announced ?? 0, found.length) : found.length;
  return { count, results: found.slice(wanted - size, wanted), path: [] };
}

function holds(title: string | undefined, q: string | undefined): boolean {
  return q === undefined || (title ?? '').toLowerCase().includes(q.toLowerCase());
}

function isUnlisted(error: unknown): boolean {
  return (
    error instanceof ControlError &&
    error.issues.some(({ path }) => /^connector(s\[0\])?\.harvest$/.test(path))
  );
}
