import { request } from 'undici';
import { z } from 'zod';
import type { Portals } from './settings.ts';

/** A record of a portal, as far as the demonstration compares it. */
export interface PortalRecord {
  id: string;
  /** What a Navette wrote on it. */
  mark: string;
  title: string;
  urls: string[];
}

/** More than the demonstration ever has. */
const ALL = 1_000;
const ANSWER_MS = 20_000;

const UdataList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      extras: z.record(z.string(), z.unknown()),
      resources: z.array(z.object({ url: z.string() })),
    }),
  ),
});

const CkanList = z.object({
  result: z.object({
    results: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        extras: z.array(z.object({ key: z.string(), value: z.string() })),
        resources: z.array(z.object({ url: z.string() })),
      }),
    ),
  }),
});

/** What was pushed to the udata portal and is alive, read from the portal itself. */
export async function udataRecords({ udata }: Portals): Promise<PortalRecord[]> {
  const answer = await read(
    `${udata.url}/api/1/datasets/?organization=${udata.organization}&deleted=false&page_size=${ALL}`,
    { 'x-api-key': udata.key },
  );
  return UdataList.parse(answer).data.flatMap(({ id, title, extras, resources }) => {
    const mark = extras['navette:mark'];
    return typeof mark === 'string' ? [{ id, mark, title, urls: resources.map(({ url }) => url) }] : [];
  });
}

export async function ckanRecords({ ckan }: Portals): Promise<PortalRecord[]> {
  const answer = await read(
    `${ckan.url}/api/3/action/package_search?fq=organization:${ckan.organization}&rows=${ALL}`,
    { authorization: ckan.key },
  );
  return CkanList.parse(answer).result.results.flatMap(({ id, title, extras, resources }) => {
    const mark = extras.find(({ key }) => key === 'navette_mark')?.value;
    return mark === undefined ? [] : [{ id, mark, title, urls: resources.map(({ url }) => url) }];
  });
}

async function read(url: string, headers: Record<string, string>): Promise<unknown> {
  const { statusCode, body } = await request(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return body.json();
}
