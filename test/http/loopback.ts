import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { RemoteFault } from '../../src/faults.ts';
import type { HttpClientOptions } from '../../src/http/client.ts';
import { createHttpClient } from '../../src/http/client.ts';
import type { Http, HttpClient, HttpSessionOptions } from '../../src/http/http.ts';

const closing: (() => Promise<void> | void)[] = [];

/** Ends every server and client of a test; for `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close();
}

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Loopback {
  url: string;
  host: string;
  port: number;
  seen: Seen[];
}

/** A real server on 127.0.0.1 that notes what it was asked. */
export async function serve(answer: (request: Seen, response: ServerResponse) => void): Promise<Loopback> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(one, response);
    });
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ...at((server.address() as AddressInfo).port), seen };
}

/** A server that speaks bytes: `answer` gets each connection after the first bytes of a request. */
export async function serveBytes(answer: (socket: Socket, connection: number) => void): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    connections += 1;
    const connection = connections;
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket, connection));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { ...at((server.address() as AddressInfo).port), seen: [] };
}

export function answering(body: string | Buffer, headers: Record<string, string> = {}, status = 200) {
  return (_: Seen, response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
}

export function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'Navette-test',
    pauseMs: () => 1,
    ...options,
  });
  closing.push(() => made.close());
  return made;
}

export function http(
  session: Partial<HttpSessionOptions> = {},
  options: Partial<HttpClientOptions> = {},
): Http {
  return client(options).session({ signal: new AbortController().signal, secrets: [], ...session });
}

/** The fault that a call ends with. Anything else fails the test. */
export async function faultOf(call: Promise<unknown>): Promise<RemoteFault> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RemoteFault) return error;
  throw new Error(`expected a fault, got ${String(error)}`, { cause: error });
}

function at(port: number): Omit<Loopback, 'seen'> {
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port };
}
