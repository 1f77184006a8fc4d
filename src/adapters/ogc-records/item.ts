import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { Json } from '../../formats/values/json.ts';
import type { HttpRequest } from '../../http/http.ts';
import { credentials } from '../login.ts';
import { perSession } from '../per-session.ts';
import { placeOf } from './place.ts';
import { reading } from './requests.ts';
import type { OgcSession } from './requests.ts';
import { WireConformance } from './wire.ts';

/** A record as the catalogue has it, and its version where it tells one. */
export interface OgcItem {
  record: Json;
  etag?: string;
}

const TYPE = 'application/geo+json';
const WireRecord = z.looseObject({ id: z.union([z.string(), z.number()]) });

/** Where records are sent to; a fault where the catalogue does not say that it takes them (OGC API Features, part 4). */
export async function writableItems(session: OgcSession): Promise<string> {
  const { items } = await placeOf(session);
  if (await takesRecords(session)) return items;
  throw new RemoteFault(
    'refused',
    `${new URL(items).host} takes no records: it does not declare create-replace-delete`,
  );
}

export const takesRecords = perSession(async (session: OgcSession): Promise<boolean> => {
  const { root } = await placeOf(session);
  try {
    const { conformsTo } = await session.http.json(
      WireConformance,
      reading(session.settings, `${root}/conformance`),
    );
    return conformsTo.some((uri) => /ogcapi-features-4\/.*\/create-replace-delete$/.test(uri));
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return false;
    throw error;
  }
});

export async function itemOf(session: OgcSession, id: string): Promise<OgcItem | undefined> {
  const { items } = await placeOf(session);
  const request = reading(session.settings, addressOf(items, id));
  try {
    const { text, headers } = await session.http.send(request);
    const record = WireRecord.safeParse(parsed(text)).data;
    if (record === undefined)
      throw new RemoteFault('malformed', `${new URL(items).host} answered no record for ${id}`);
    const { etag } = headers;
    return { record, ...(etag === undefined ? {} : { etag }) };
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writing(
  session: OgcSession,
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  { record, etag }: { record?: Json; etag?: string | undefined } = {},
): HttpRequest {
  return {
    method,
    url,
    headers: {
      accept: `${TYPE}, application/json;q=0.9`,
      ...(record === undefined ? {} : { 'content-type': TYPE }),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    },
    ...(record === undefined ? {} : { body: JSON.stringify(record) }),
    ...credentials(session.settings),
    patient: true,
  };
}

export function addressOf(items: string, id: string): string {
  return `${items}/${encodeURIComponent(id)}`;
}
