import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type WebSocket, WebSocketServer } from 'ws';
import { createHttpClient } from '../../src/http/client.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { HttpClient, HttpSession } from '../../src/http/http.ts';

/** Longer than any test waits for what comes. */
const LONG_MS = 60_000;

describe('a bell', () => {
  let server: Server;
  let sockets: WebSocketServer;
  let client: HttpClient;
  let ending: AbortController;
  let connections: number;

  beforeEach(async () => {
    connections = 0;
    server = createServer().on('connection', () => {
      connections += 1;
    });
    sockets = new WebSocketServer({ server });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ending = new AbortController();
    client = createHttpClient({ egress: { allow: ['127.0.0.1'] }, userAgent: 'Navette-test' });
  });
  afterEach(async () => {
    ending.abort();
    for (const socket of sockets.clients) socket.terminate();
    await client.close();
    sockets.close();
    server.close();
  });

  const address = () => {
    const told: AddressInfo | string | null = server.address();
    assert.ok(typeof told === 'object' && told !== null);
    return `http://127.0.0.1:${told.port}/here`;
  };
  const session = (of = client): HttpSession => of.session({ signal: ending.signal, secrets: [] });
  const listener = async (): Promise<WebSocket> => {
    const [socket]: unknown[] = await once(sockets, 'connection');
    return socket as WebSocket;
  };

  it('says what it wants to hear, and rings at whatever is said', async () => {
    const coming = listener();
    const bell = session().listen(address(), { type: 'subscribe', channel: 'x' });
    const socket = await coming;
    const [said]: unknown[] = await once(socket, 'message');
    assert.deepEqual(JSON.parse(String(said)), { type: 'subscribe', channel: 'x' });
    assert.ok(bell.open);
    socket.send('not even JSON');
    await bell.rung(LONG_MS);
    // Rung before anybody waits is heard once.
    const heard = bell.rung(LONG_MS);
    socket.send('again');
    await heard;
    let rang = false;
    void bell.rung(LONG_MS).then(() => {
      rang = true;
    });
    await sleep(50);
    assert.ok(!rang);
    bell.close();
    await once(socket, 'close');
  });

  it('is silent where nobody answers, until the time is over', async () => {
    const taken = address();
    sockets.close();
    server.close();
    await once(server, 'close');
    const bell = session().listen(taken, {});
    await bell.rung(50);
    assert.ok(!bell.open);
    bell.close();
  });

  it('is no way to addresses that may not be called', async () => {
    const closed = createHttpClient({ egress: { allow: [] }, userAgent: 'Navette-test' });
    const bell = session(closed).listen(address(), {});
    await bell.rung(100);
    assert.deepEqual([bell.open, connections], [false, 0]);
    assert.throws(() => session(closed).listen('http://127.0.0.1:6379/', {}), RemoteFault);
    assert.throws(() => session(closed).listen('ftp://127.0.0.1/', {}), RemoteFault);
    await closed.close();
  });

  it('is let go of by who says more than anybody reads', async () => {
    const coming = listener();
    const bell = session().listen(address(), {});
    const socket = await coming;
    await once(socket, 'message');
    const closed = once(socket, 'close');
    socket.send('x'.repeat(2 * 1024 * 1024));
    await closed;
    await bell.rung(50);
    assert.ok(!bell.open);
  });

  it('ends with its session', async () => {
    const coming = listener();
    const bell = session().listen(address(), {});
    const socket = await coming;
    await once(socket, 'message');
    const closed = once(socket, 'close');
    const waiting = bell.rung(LONG_MS);
    ending.abort(new Error('the work is over'));
    await assert.rejects(waiting, /the work is over/);
    await closed;
  });
});
