import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ZodType } from 'zod';
import type { ListOptions, Page, Session } from '../../src/adapters/adapter.ts';
import { createHttpClient } from '../../src/http/client.ts';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  headers: IncomingMessage['headers'];
  /** Scheme, host and port that the caller used. */
  origin: string;
}

export interface Said {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

export interface Loopback {
  url: string;
  asked: Asked[];
  close: () => Promise<void>;
}

/** A remote on loopback that answers by a function; what was asked of it is kept. */
export async function loopback(answer: (asked: Asked) => Said): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    serve(incoming, response, asked, answer).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  all: Asked[],
  answer: (asked: Asked) => Said,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const url = new URL(incoming.url ?? '/', origin);
  const one: Asked = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString(),
    headers: incoming.headers,
    origin,
  };
  all.push(one);
  const { status = 200, headers = {}, body } = answer(one);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export interface Visitor<S> {
  session: Session<S>;
  close(): Promise<void>;
}

/** A session as the engine makes one. */
export function visitor<S>(Settings: ZodType<S>, settings: Record<string, unknown>): Visitor<S> {
  const client = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'navette test',
    pauseMs: () => 1,
  });
  const { signal } = new AbortController();
  const http = client.session({ signal, secrets: [], limits: { headersMs: 10_000, totalMs: 20_000 } });
  const session = {
    settings: Settings.parse(settings),
    http,
    signal,
    installation: 'test',
    now: () => new Date(),
  };
  return { session, close: () => client.close() };
}

export interface Walked {
  pages: Page[];
  ids: string[];
  last: Page;
}

/** More pages than any listing of these tests has: one that goes on has no end. */
const PAGES_MAX = 60;

/** All pages of a listing. `between` may change the remote after a page. */
export async function walk(
  list: (cursor: string | undefined, options: ListOptions) => Promise<Page>,
  options: Partial<ListOptions> = {},
  between?: (pages: number) => void,
): Promise<Walked> {
  const pages: Page[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await list(cursor, { pageSize: 2, kinds: ['dataset'], ...options });
    pages.push(page);
    cursor = page.next;
    between?.(pages.length);
  } while (cursor !== undefined && pages.length < PAGES_MAX);
  const last = pages.at(-1);
  if (last === undefined || cursor !== undefined) throw new Error(`no end after ${pages.length} pages`);
  return { pages, last, ids: pages.flatMap(({ records }) => records.map(({ remoteId }) => remoteId)) };
}
