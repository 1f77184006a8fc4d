import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'mocha';
import { claimPort, freePort } from '../../src/main/dev/ports.ts';

describe('ports', () => {
  let server: Server;
  let busy: number;

  before(async () => {
    busy = await freePort();
    server = createServer().listen(busy, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  it('moves on to the next free one, and says so', async () => {
    const said: string[] = [];
    const port = await claimPort({ use: 'API', port: busy, explicit: false }, new Set(), (line) =>
      said.push(line),
    );
    assert.ok(port > busy);
    assert.match(said.join('\n'), new RegExp(`^port ${busy} for the API is taken.*; taking ${port}$`));
  });

  it('stays with the one that was asked for, and fails', async () => {
    const claim = claimPort({ use: 'API', port: busy, explicit: true }, new Set(), () => undefined);
    await assert.rejects(claim, new RegExp(`port ${busy} for the API is taken.*; name another one`));
  });

  if (process.platform === 'linux') {
    it('names the process that has it', async () => {
      const claim = claimPort({ use: 'API', port: busy, explicit: true }, new Set(), () => undefined);
      await assert.rejects(claim, new RegExp(`\\(process ${process.pid}\\)`));
    });
  }

  it('does not give one port to two', async () => {
    const taken = new Set<number>();
    const port = await freePort();
    const first = await claimPort({ use: 'API', port, explicit: false }, taken, () => undefined);
    const second = await claimPort({ use: 'Temporal', port, explicit: false }, taken, () => undefined);
    assert.notEqual(first, second);
  });
});
