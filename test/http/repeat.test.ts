import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import type { HttpRequest } from '../../src/http/http.ts';
import type { Loopback } from './loopback.ts';
import { closeAll, faultOf, http, serve, serveBytes } from './loopback.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

/** Breaks the first connections in one way, then answers well. */
async function breaking(
  times: number,
  breakIt: (socket: Socket) => void,
): Promise<Loopback & { connections: number }> {
  const server = await serveBytes((socket, connection) => {
    counted.connections = connection;
    if (connection <= times) breakIt(socket);
    else socket.end(OK);
  });
  const counted = { ...server, connections: 0 };
  return counted;
}

const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};

describe('a broken connection', () => {
  afterEach(closeAll);

  const breaks: [what: string, (socket: Socket) => void][] = [
    ['a reset before the answer', reset],
    ['a close before the answer', (socket) => socket.end()],
    ['a cut body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf')],
    [
      'a cut chunked body',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel'),
    ],
    [
      'a cut chunked body that was to end with the connection',
      (socket) =>
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel'),
    ],
    ['cut headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'a reset within the body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf', () =>
          setTimeout(reset, 10, socket),
        );
      },
    ],
  ];
  for (const [what, breakIt] of breaks) {
    it(`(${what}) is repeated for a GET`, async () => {
      const server = await breaking(2, breakIt);
      assert.equal((await http().send({ url: server.url })).text, 'ok');
      assert.equal(server.connections, 3);
    });

    it(`(${what}) that persists is a fault after two repeats`, async () => {
      const server = await breaking(9, breakIt);
      const fault = await faultOf(http().send({ url: server.url }));
      assert.deepEqual([fault.kind, server.connections], ['unreachable', 3]);
    });
  }

  for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'] as const) {
    it(`is not repeated for a ${method}: the remote may have done it`, async () => {
      const server = await breaking(1, reset);
      const fault = await faultOf(http().send({ method, url: server.url, json: {} }));
      assert.deepEqual([fault.kind, server.connections], ['unreachable', 1]);
      assert.equal(fault.message, `${server.host} closed the connection without answering ${method} /`);
    });
  }

  it('is repeated for a PUT that says it is harmless', async () => {
    const server = await breaking(2, reset);
    const request: HttpRequest = { method: 'PUT', url: server.url, json: {}, repeatable: true };
    assert.equal((await http().send(request)).text, 'ok');
  });

  it('is not repeated once the session is aborted', async () => {
    const abort = new AbortController();
    const server = await breaking(9, (socket) => {
      reset(socket);
      abort.abort(new Error('stopped'));
    });
    await assert.rejects(http({ signal: abort.signal }, { pauseMs: () => 20 }).send({ url: server.url }), {
      message: 'stopped',
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(server.connections, 1);
  });

  it('is not what a status is: no status is ever repeated', async () => {
    for (const status of [429, 500, 502, 503, 504]) {
      const server = await serve((_, response) => response.writeHead(status).end());
      await faultOf(http().send({ url: server.url }));
      assert.equal(server.seen.length, 1, String(status));
    }
  });

  it('is not what a refusal to connect is', async () => {
    const asked: number[] = [];
    const { url } = await serveBytes(() => undefined);
    await closeAll();
    await faultOf(http({}, { pauseMs: (repeat) => asked.push(repeat) }).send({ url }));
    assert.deepEqual(asked, []);
  });

  it('of a kept socket that the server closed meanwhile does not touch the next PUT', async () => {
    const server = await serve((_, response) => {
      response.end('ok');
      setTimeout(() => response.socket?.end(), 5);
    });
    const calls = http();
    for (let n = 0; n < 5; n += 1) {
      await calls.send({ method: 'PUT', url: server.url, json: { n } });
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    assert.equal(server.seen.length, 5);
  });

  it('more or fewer bytes than announced, or no HTTP at all, is never an answer', async () => {
    const long = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'));
    assert.equal((await faultOf(http().send({ url: long.url }))).kind, 'unreachable');
    const other = await serveBytes((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const fault = await faultOf(http().send({ url: other.url }));
    assert.deepEqual(
      [fault.kind, fault.message],
      ['malformed', `${other.host} answered GET / with something else than HTTP`],
    );
  });

  it('bodies without length, with trailers, and early hints are read', async () => {
    const table = [
      'HTTP/1.0 200 OK\r\n\r\nok',
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n\r\n2\r\nok\r\n0\r\nx: 1\r\n\r\n',
    ];
    for (const answer of table) {
      const server = await serveBytes((socket) => socket.end(answer));
      assert.equal((await http().send({ url: server.url })).text, 'ok', answer);
    }
  });
});
