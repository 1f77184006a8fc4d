import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the pretended portal saw it. */
export interface Asked {
  url: URL;
  headers: IncomingHttpHeaders;
  /** Listing requests before this one. */
  before: number;
  /** The address of a second portal, which no setting names. */
  other: string;
  /** This portal's own address. */
  own: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Records that a CKAN announces, where the body does not tell. */
  count?: number;
  /** Bytes for the socket as they are, status line included; the connection closes after them. */
  raw?: Buffer;
  /** Writes the body by itself. */
  stream?: (response: ServerResponse) => Promise<void>;
}

/** What the portal answers: always the same first page, or one answer for each request. */
export type Served = Answer | ((asked: Asked) => Answer);

interface Portal {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** A portal on loopback that answers like this. */
export async function portal(answerTo: (asked: Asked) => Answer, other = ''): Promise<Portal> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const before = asked.filter(({ url }) => isListing(url)).length;
    const one = { url: new URL(request.url ?? '/', own), headers: request.headers, before, other, own };
    asked.push(one);
    void give(request, response, answerTo(one)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function give(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.raw !== undefined) {
    request.socket.end(answer.raw);
    return;
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  if (answer.stream === undefined) response.end(answer.body ?? '');
  else await answer.stream(response);
}

/** Whether a page of records is asked for, and not only their number. */
function isListing({ pathname, searchParams }: URL): boolean {
  return (pathname.endsWith('/package_search') && searchParams.get('rows') !== '0') || pathname.endsWith('/api/1/datasets/');
}

/** The page for the first listing request, also when it is repeated; then what a sound portal says: no more, and how many there were. */
export function afterwardsSound(first: Served): (asked: Asked) => Answer {
  let page: Answer | undefined;
  let search: string | undefined;
  return (asked) => {
    if (!isListing(asked.url)) return sound(asked, page);
    search ??= asked.url.search;
    const answer = typeof first === 'function' ? first(asked) : asked.url.search === search ? first : sound(asked, page);
    page ??= answer;
    return answer;
  };
}

function sound({ url }: Asked, page: Answer | undefined): Answer {
  if (url.pathname.endsWith('/package_search')) {
    const count = url.searchParams.get('rows') === '0' ? (page?.count ?? countOf(page)) : 0;
    return { body: JSON.stringify({ success: true, result: { count, results: [] } }) };
  }
  if (url.pathname.includes('/api/3/action/')) {
    return { status: 404, body: JSON.stringify({ success: false, error: { __type: 'Not Found Error', message: 'Not found' } }) };
  }
  return { status: 404, body: JSON.stringify({ message: 'Not found' }) };
}

function countOf(page: Answer | undefined): number {
  try {
    const json: unknown = JSON.parse(String(page?.body ?? '').replace(/^\ufeff/, ''));
    return Number((json as { result: { count: unknown } }).result.count) || 0;
  } catch {
    return 0;
  }
}
