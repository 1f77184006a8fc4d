import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PutRequest, Session } from '../../../src/adapters/adapter.ts';
import { Settings } from '../../../src/adapters/udata/settings.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import type { HttpClient, HttpExchange } from '../../../src/http/http.ts';
import type { Dataset } from '../../../src/model/dataset.ts';

export const KEY = 'udata_key-of-the-tests';
const INSTALLATION = '9f3c2a1b';

const clients: HttpClient[] = [];

/** A session on the real client; `exchanges` collects what it did. */
export function sessionOn(
  settings: Record<string, unknown>,
  options: { signal?: AbortSignal; exchanges?: HttpExchange[] } = {},
): Session<Settings> {
  const parsed = Settings.parse(settings);
  const client = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'navette-tests',
    pauseMs: () => 1,
  });
  clients.push(client);
  const signal = options.signal ?? new AbortController().signal;
  const { exchanges } = options;
  const http = client.session({
    signal,
    secrets: parsed.apiKey === undefined ? [] : [parsed.apiKey],
    limits: { totalMs: 20_000 },
    ...(exchanges === undefined ? {} : { observe: (exchange) => exchanges.push(exchange) }),
  });
  return { settings: parsed, http, signal, installation: INSTALLATION, now: () => new Date() };
}

export async function closeClients(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close()));
}

/** What a put asked of its caller, in order, and the request that asks it. */
export function putting(
  dataset: Dataset,
  more: Partial<PutRequest> = {},
): { request: PutRequest; asked: string[] } {
  const asked: string[] = [];
  const request: PutRequest = {
    dataset,
    mark: `${INSTALLATION}/connector/${dataset.id}`,
    distributionIds: {},
    edits: 'overwrite',
    gone: 'recreate',
    intend: async () => void asked.push('intend'),
    created: async (id) => void asked.push(`created ${id}`),
    guard: async () => void asked.push('guard'),
    ...more,
  };
  return { request, asked };
}

export interface Heard {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface Reply {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Cuts the connection after the request was taken in. */
  cut?: boolean;
}

export interface Portal {
  url: string;
  heard: Heard[];
  close(): Promise<void>;
}

/** A loopback portal that answers as told. */
export async function portal(answer: (heard: Heard) => Reply | Promise<Reply>): Promise<Portal> {
  const heard: Heard[] = [];
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const one: Heard = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    heard.push(one);
    const reply = await answer(one);
    if (reply.cut === true) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    outgoing.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
