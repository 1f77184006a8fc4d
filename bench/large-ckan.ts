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
 * The listing of a CKAN of any size that costs next to nothing to give: each record is a copy of one of the sandbox's
 * packages with its number in place of the id. It knows the calls that a harvest makes, and no others.
 */
export async function startLargeCkan(records: number, latencyMs: number): Promise<LargeCkan> {
  const packages = await kindsOfPackages(Math.min(records, KINDS));
  const kinds = packages.map(templateOf);
  const revised = packages.map((text) => templateOf(text.replace('"title":"', '"title":"Révisé – ')));
  let every = 0;
  const record = (index: number): Template => {
    const said = every > 0 && index % every === 0 ? revised : kinds;
    const template = said[index % said.length];
    if (template === undefined) throw new RangeError(`no record can be ${index}`);
    return template;
  };
  const answer = (action: string, query: URLSearchParams): Filling => {
    if (action === 'status_show') return told('{"ckan_version":"2.11.3","site_title":"Bench"}');
    if (action === 'package_list') return told(JSON.stringify(window(query, records).map(idOf)));
    if (action !== 'package_search') throw new RangeError(`a large CKAN does not ${action}`);
    const [, last] = /id:\{"([^"]*)" TO \*\]/.exec(query.get('fq') ?? '') ?? [];
    const from = last === undefined ? 0 : Number(last.slice(1)) + 1;
    const rows = Math.min(Number(query.get('rows') ?? 10), 1_000, records - from);
    const listed = Array.from({ length: Math.max(rows, 0) }, (_, offset) => record(from + offset));
    return {
      length: listed.reduce((sum, { bytes }) => sum + bytes.length + 1, COUNT_LENGTH_MAX),
      fill(buffer, at) {
        let end = at + buffer.write(`{"count":${records - from},"results":[`, at);
        for (const [offset, template] of listed.entries()) {
          if (offset > 0) end += buffer.write(',', end);
          end = filled(buffer, end, template, idOf(from + offset));
        }
        return end + buffer.write(']}', end);
      },
    };
  };
  // Pages are made in buffers that are used again: new ones would keep the garbage collector busier than all else.
  const spare: Buffer[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://portal');
    void sleep(latencyMs).then(() => {
      response.setHeader('content-type', 'application/json');
      const result = answer(pathname.split('/').at(-1) ?? '', searchParams);
      const length = result.length + AROUND;
      const found = spare.findIndex((one) => one.length >= length);
      const [buffer = Buffer.alloc(2 * length)] = found === -1 ? [] : spare.splice(found, 1);
      let end = buffer.write('{"success":true,"result":');
      end = result.fill(buffer, end);
      end += buffer.write('}', end);
      response.end(buffer.subarray(0, end), () => spare.push(buffer));
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

/** More than stands around a result, and around the records of a page. */
const AROUND = 64;
const COUNT_LENGTH_MAX = 64;

/** A result that is written where it is sent from; gives back where it ends. */
interface Filling {
  length: number;
  fill(buffer: Buffer, at: number): number;
}

function told(text: string): Filling {
  return { length: Buffer.byteLength(text), fill: (buffer, at) => at + buffer.write(text, at) };
}

/** As long as an id. */
const PLACEHOLDER = '{number!}';

/** A package, and where in it ids go. */
interface Template {
  bytes: Buffer;
  places: number[];
}

function templateOf(text: string): Template {
  const bytes = Buffer.from(text.replaceAll('{id}', PLACEHOLDER));
  if (idOf(0).length !== PLACEHOLDER.length) throw new RangeError('an id has another length');
  const places: number[] = [];
  for (let at = bytes.indexOf(PLACEHOLDER); at !== -1; at = bytes.indexOf(PLACEHOLDER, at + 1))
    places.push(at);
  return { bytes, places };
}

function filled(buffer: Buffer, from: number, { bytes, places }: Template, id: string): number {
  bytes.copy(buffer, from);
  for (const place of places) buffer.write(id, from + place, 'latin1');
  return from + bytes.length;
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
