import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type JsonObject, isObject, textOf, wordOf } from '../json.ts';
import { Refusal } from './refusal.ts';
import { can } from './rights.ts';
import { sessionOfKey } from './session.ts';
import type { State } from './state.ts';

/**
 * Who listens to what happens to a dataset: `{"type":"subscribe","channel":"datasets/<id>/journal","apiKey":…}` is
 * confirmed, and then each event of that journal arrives as a message. What was missed is not sent again.
 */
export class Channels {
  readonly #state: State;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #listeners = new Map<string, Set<WebSocket>>();

  constructor(state: State) {
    this.#state = state;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#state.switches.channelsClosed || request.url?.startsWith(this.#state.basePath) !== true) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data) => client.send(JSON.stringify(this.#answer(client, textIn(data)))));
      client.on('close', () => this.#forget(client));
      client.on('error', () => client.terminate());
    });
  }

  tell(channel: string, data: unknown): void {
    const message = JSON.stringify({ type: 'message', channel, data, date: new Date().toISOString() });
    for (const client of this.#listeners.get(channel) ?? []) client.send(message);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #answer(client: WebSocket, text: string): JsonObject {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      return { type: 'error', status: 400, data: error instanceof Error ? error.message : wordOf(error) };
    }
    const channel = isObject(message) ? textOf(message['channel']) : undefined;
    if (!isObject(message) || channel === undefined)
      return { type: 'error', status: 400, data: '"channel" is required' };
    switch (message['type']) {
      case 'subscribe':
        return this.#subscribe(client, channel, message);
      case 'unsubscribe':
        this.#listeners.get(channel)?.delete(client);
        return { type: 'unsubscribe-confirm', channel };
      default:
        return { type: 'error', channel, status: 400, data: 'type should be "subscribe" or "unsubscribe"' };
    }
  }

  /** A refused key and an unknown dataset are both errors of the server, as it sees them. */
  #subscribe(client: WebSocket, channel: string, { apiKey, account }: JsonObject): JsonObject {
    try {
      if (!this.#mayListen(channel, textOf(apiKey), account))
        return { type: 'error', channel, status: 403, data: 'Permission manquante.' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { type: 'error', channel, status: 500, data: error.text };
    }
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(client));
    return { type: 'subscribe-confirm', channel };
  }

  #mayListen(channel: string, apiKey: string | undefined, account: unknown): boolean {
    const [type, id = '', subject = ''] = channel.split('/');
    const dataset = type === 'datasets' ? this.#state.datasets.get(id) : undefined;
    if (dataset === undefined) throw new Refusal(404, `Ressource ${type}/${id} inconnue.`);
    const as = account === undefined ? undefined : wordOf(account);
    const session = apiKey === undefined ? undefined : sessionOfKey(this.#state, apiKey, ['datasets'], as);
    return can(session, dataset, `realtime-${subject}`);
  }

  #forget(client: WebSocket): void {
    for (const listeners of this.#listeners.values()) listeners.delete(client);
  }
}

function textIn(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString();
}
