import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it came to the proxy; `at` orders it among what else happened. */
export interface ProxiedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  at: number;
  /** When the remote got it, and when it had answered; absent while it has not. */
  passedOn?: { at: number; endedAt?: number };
}

export interface ProxiedAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * What happens to a request: `answer` comes from the proxy itself, `cut` ends the connection before the remote sees
 * anything, `lose` after the remote has answered, `half` within its answer; `rewrite` changes the true answer.
 */
export type ProxyAction =
  | { answer: Partial<ProxiedAnswer> }
  | { redirect: string; status?: number }
  | { rewrite: (answer: ProxiedAnswer) => Partial<ProxiedAnswer> }
  | { slowMs: number }
  | 'cut'
  | 'lose'
  | 'half'
  | 'hang';

export interface ProxyRule {
  matches: (request: ProxiedRequest) => boolean;
  action: ProxyAction;
  /** Requests treated before the rule is spent; without it, all. */
  times?: number;
}

/** Stands between an adapter and a remote, real or imitated, and misbehaves on command. */
export class FaultProxy {
  readonly requests: ProxiedRequest[] = [];
  readonly url: string;
  readonly #server: Server;
  readonly #upstream: URL;
  #rules: { rule: ProxyRule; hits: number }[] = [];
  #clock = 0;

  private constructor(server: Server, upstream: string) {
    this.#server = server;
    this.#upstream = new URL(upstream);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (incoming, response) => {
      this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  static async start(upstream: string): Promise<FaultProxy> {
    const server = createServer({ keepAliveTimeout: 30_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server, upstream);
  }

  /** Arms a rule; what it gives back tells how many requests it has treated. */
  add(rule: ProxyRule): () => number {
    const armed = { rule, hits: 0 };
    this.#rules.push(armed);
    return () => armed.hits;
  }

  /** Everything, from now on. */
  always(action: ProxyAction): void {
    this.add({ matches: () => true, action });
  }

  /** Forgets rules and requests. */
  reset(): void {
    this.#rules = [];
    this.requests.length = 0;
  }

  /** The next moment: what a caller notes with it can be ordered among the requests. */
  tick(): number {
    this.#clock += 1;
    return this.#clock;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    const request: ProxiedRequest = { method, path: url, headers, body, at: this.tick() };
    this.requests.push(request);
    const action = this.#take(request);
    if (action === 'cut') return abort(response);
    if (action === 'hang') return undefined;
    if (isObject(action) && 'answer' in action)
      return send(response, { status: 200, headers: {}, body: '', ...action.answer });
    if (isObject(action) && 'redirect' in action) {
      return send(response, {
        status: action.status ?? 307,
        headers: { location: action.redirect },
        body: '',
      });
    }
    const passedOn: NonNullable<ProxiedRequest['passedOn']> = { at: this.tick() };
    request.passedOn = passedOn;
    const answer = await this.#forward(request).finally(() => {
      passedOn.endedAt = this.tick();
    });
    if (action === 'lose') return abort(response);
    if (action === 'half') return half(response, answer);
    if (isObject(action) && 'slowMs' in action) await sleep(action.slowMs);
    return send(
      response,
      isObject(action) && 'rewrite' in action ? { ...answer, ...action.rewrite(answer) } : answer,
    );
  }

  #take(request: ProxiedRequest): ProxyAction | undefined {
    const found = this.#rules.find(
      ({ rule, hits }) => hits < (rule.times ?? Infinity) && rule.matches(request),
    );
    if (found !== undefined) found.hits += 1;
    return found?.rule.action;
  }

  /** Under the remote's own name: some answer to nothing else. */
  async #forward({ method, path, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
    const { 'accept-encoding': _encoding, connection: _connection, ...rest } = headers;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const target = new URL(path, this.#upstream);
      const sent = sendRequest(target, { method, headers: { ...rest, host: this.#upstream.host } }, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
    const {
      'transfer-encoding': _encoded,
      'content-length': _length,
      connection: _kept,
      ...shown
    } = answer.headers;
    const flat = Object.entries(shown).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]);
    return {
      status: answer.statusCode ?? 502,
      headers: Object.fromEntries(flat),
      body: await textOf(answer),
    };
  }
}

function send(response: ServerResponse, { status, headers, body }: ProxiedAnswer): void {
  const typed =
    headers['content-type'] === undefined ? { 'content-type': 'application/json', ...headers } : headers;
  response.writeHead(
    status,
    status === 204 ? headers : { ...typed, 'content-length': Buffer.byteLength(body) },
  );
  response.end(status === 204 ? undefined : body);
}

function half(response: ServerResponse, { status, headers, body }: ProxiedAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.max(1, Math.floor(bytes.length / 2))), () => abort(response));
}

function abort(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function isObject(action: ProxyAction | undefined): action is Exclude<ProxyAction, string> {
  return typeof action === 'object';
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A second server on another port, which only notes what reaches it. */
export class Listener {
  readonly url: string;
  readonly heard: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      void textOf(incoming).then((body) => {
        this.heard.push(JSON.stringify([incoming.method, incoming.url, incoming.rawHeaders, body]));
        send(response, { status: 200, headers: {}, body: '{}' });
      });
    });
  }

  static async start(): Promise<Listener> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Listener(server);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
