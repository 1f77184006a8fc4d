import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'mocha';
import { WebSocket } from 'ws';
import { Site } from './site.ts';

interface Message {
  type: string;
  channel?: string;
  status?: number;
  data?: { type: string };
}

describe('sandbox: data-fair channels', () => {
  const site = new Site();
  const sockets: WebSocket[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });

  const open = async (): Promise<{ send: (message: unknown) => Promise<Message>; seen: Message[] }> => {
    const socket = new WebSocket(site.sandbox.publicUrl.replace('http:', 'ws:'));
    sockets.push(socket);
    const seen: Message[] = [];
    socket.on('message', (data) => seen.push(JSON.parse((data as Buffer).toString()) as Message));
    await once(socket, 'open');
    const send = async (message: unknown): Promise<Message> => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      await once(socket, 'message');
      return seen.at(-1)!;
    };
    return { send, seen };
  };

  it('tells of the journal of a dataset until it is finalized', async () => {
    site.sandbox.switches.stepMs = 60_000;
    const id = await site.loaded('a\n1\n');
    const { send, seen } = await open();
    const channel = `datasets/${id}/journal`;
    const confirmed = await send({ type: 'subscribe', channel, apiKey: site.sandbox.key });
    assert.deepEqual(confirmed, { type: 'subscribe-confirm', channel });
    site.sandbox.finishProcessing();
    while (seen.at(-1)?.data?.type !== 'finalize-end') await new Promise((next) => setTimeout(next, 5));
    assert.equal(seen.at(-1)?.type, 'message');
  });

  it('refuses who may not read the journal', async () => {
    const { send } = await open();
    const channel = `datasets/${await site.created()}/journal`;
    const anonymous = await send({ type: 'subscribe', channel });
    const stranger = await send({ type: 'subscribe', channel, apiKey: site.sandbox.keys.stranger });
    const unknown = await send({ type: 'subscribe', channel, apiKey: 'zorg' });
    assert.deepEqual([anonymous.status, stranger.status, unknown.status], [403, 403, 500]);
  });

  it('says what it does not understand', async () => {
    const { send } = await open();
    assert.equal((await send('{bad')).status, 400);
    assert.equal((await send({ type: 'subscribe' })).status, 400);
    assert.equal((await send({ type: 'zorg', channel: 'x' })).status, 400);
  });
});
