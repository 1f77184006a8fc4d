import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Loopback, Said } from '../scripted.ts';

/** An answer that text alone cannot give: bytes as they are, or a body that comes piece by piece. */
export interface Raw {
  status?: number;
  headers?: Record<string, string>;
  bytes: Uint8Array | ((signal: AbortSignal) => AsyncIterable<string>);
  /** Ends the connection before the body has ended. */
  isCut?: true;
}

export type Reply = Said | Raw;

const DRIP_MS = 40;

/** A remote on loopback that may answer anything at all. */
export async function mouth(answer: (asked: Asked) => Reply): Promise<Loopback> {
  const asked: Asked[] = [];
  const closing = new AbortController();
  const server = createServer({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    heardFrom(incoming)
      .then((one) => {
        asked.push(one);
        return speak(response, answer(one), closing.signal);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A byte now and then, for ever. */
export async function* drip(signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) {
    yield ' ';
    await sleep(DRIP_MS);
  }
}

/** As fast as it is read, for ever. */
export async function* flood(signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) {
    yield ' '.repeat(65_536);
    await sleep(0);
  }
}

async function heardFrom(incoming: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const url = new URL(incoming.url ?? '/', origin);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString(),
    headers: incoming.headers,
    origin,
  };
}

async function speak(response: ServerResponse, reply: Reply, signal: AbortSignal): Promise<void> {
  const { status = 200, headers = {} } = reply;
  if ('body' in reply) {
    const hasBody = status !== 204 && status !== 304;
    response.writeHead(
      status,
      hasBody ? { ...headers, 'content-length': Buffer.byteLength(reply.body) } : headers,
    );
    response.end(hasBody ? reply.body : undefined);
    return;
  }
  const { bytes, isCut } = reply;
  if (bytes instanceof Uint8Array) {
    response.writeHead(status, { ...headers, 'content-length': bytes.length + (isCut ? 1_000 : 0) });
    response.write(bytes, () => (isCut ? response.destroy() : response.end()));
    return;
  }
  response.writeHead(status, headers);
  for await (const piece of bytes(signal)) {
    if (response.destroyed) return;
    if (!response.write(piece)) await roomIn(response);
  }
}

/** Until more can be written, or nobody reads any more. */
async function roomIn(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    over.abort(),
  );
}
