import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startCkan } from '../src/sandbox/ckan/ckan.ts';

/** Different packages of the sandbox that the records repeat under ids of their own. */
const KINDS = 485;

const Found = z.object({
  result: z.object({ results: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
});

export interface LargeCkan {
  url: string;
  /** One record in so many has another title from now on. */
  revise(every: number): void;
  close(): Promise<void>;
}

/**
 * The listing of a CKAN of any size that costs next to nothing to give: each record is the text of one of the sandbox's
 * packages with its number in place of the id. It knows the calls that a harvest makes, and no others.
 */
export async function startLargeCkan(records: number, latencyMs: number): Promise<LargeCkan> {
  const kinds = await kindsOfPackages(Math.min(records, KINDS));
  let every = 0;
  const record = (index: number): string => {
    const text = (kinds[index % kinds.length] ?? '').replaceAll('{id}', idOf(index));
    return every > 0 && index % every === 0 ? text.replace('"title":"', '"title":"Révisé – ') : text;
  };
  const answer = (action: string, query: URLSearchParams): string => {
    if (action === 'status_show') return '{"ckan_version":"2.11.3","site_title":"Bench"}';
    if (action === 'package_list') return JSON.stringify(window(query, records).map(idOf));
    if (action !== 'package_search') throw new RangeError(`a large CKAN does not ${action}`);
    const [, last] = /id:\{"([^"]*)" TO \*\]/.exec(query.get('fq') ?? '') ?? [];
    const from = last === undefined ? 0 : Number(last.slice(1)) + 1;
    const rows = Math.min(Number(query.get('rows') ?? 10), 1_000, records - from);
    const texts = Array.from({ length: Math.max(rows, 0) }, (_, offset) => record(from + offset));
    return `{"count":${records - from},"results":[${texts.join(',')}]}`;
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://portal');
    void sleep(latencyMs).then(() => {
      response.setHeader('content-type', 'application/json');
      response.end(`{"success":true,"result":${answer(pathname.split('/').at(-1) ?? '', searchParams)}}`);
    });
  });
  return {
    url: await listening(server),
    revise(share) {
      every = share;
    },
    close: async () => void server.close(),
  };
}

/** Texts of packages with `{id}` for id and name. */
async function kindsOfPackages(count: number): Promise<string[]> {
  const portal = await startCkan({ seed: count });
  const search = await fetch(`${portal.url}/api/3/action/package_search?rows=${count}&sort=id%20asc`);
  const { results } = Found.parse(await search.json()).result;
  await portal.close();
  return results.map((one) =>
    JSON.stringify({ ...one, name: '{id}', id: '{id}' }).replaceAll(one.id, '{id}'),
  );
}

function idOf(index: number): string {
  return `d${String(index).padStart(8, '0')}`;
}

/** The indices that `offset` and `limit` ask for. */
function window(query: URLSearchParams, records: number): number[] {
  const offset = Number(query.get('offset') ?? 0);
  const length = Math.max(0, Math.min(Number(query.get('limit') ?? records), records - offset));
  return Array.from({ length }, (_, index) => offset + index);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
