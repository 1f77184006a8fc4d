import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door that wants this Authorization, in front of a remote that lets everybody in. */
export async function loginGate(
  origin: string,
  expected: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((incoming, response) => {
    pass(incoming, response, origin, expected).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  incoming: IncomingMessage,
  response: ServerResponse,
  origin: string,
  expected: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  if (incoming.headers.authorization !== expected) {
    response.writeHead(401, { 'www-authenticate': expected.split(' ')[0] }).end('login');
    return;
  }
  const { 'content-type': type, accept, 'if-match': match } = incoming.headers;
  const answer = await fetch(new URL(incoming.url ?? '/', origin), {
    method: incoming.method ?? 'GET',
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(accept === undefined ? {} : { accept }),
      ...(match === undefined ? {} : { 'if-match': match }),
    },
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  const kept = ['content-type', 'location', 'etag'].flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answer.status, Object.fromEntries(kept)).end(Buffer.from(await answer.arrayBuffer()));
}
