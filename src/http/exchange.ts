import type { Dispatcher } from 'undici';
import { RemoteFault } from '../faults.ts';
import type { HttpLimits } from './http.ts';
import type { Lifeline } from './lifeline.ts';
import type { Hop } from './redirect.ts';
import { nameOf } from './redirect.ts';
import type { Phase } from './patience.ts';
import { Patience } from './patience.ts';
import { troubleOf } from './trouble.ts';
import { size } from './words.ts';

/** An answer as it came over the wire: the body is still compressed. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

/** The connection broke. Carries the fault to tell, unless the request may simply be repeated. */
export class BrokenConnection extends Error {
  readonly fault: unknown;
  /** False: the remote has seen nothing of the request, whatever it is. */
  readonly sent: boolean;

  constructor(fault: unknown, sent: boolean) {
    super('the connection broke');
    this.fault = fault;
    this.sent = sent;
  }
}

export interface Bounds {
  limits: HttpLimits;
  /** Ends the exchange with its reason: the session was aborted, or the call's time is over. */
  lifeline: Lifeline;
}

/** Small chunks are joined this many at a time: kept one by one, a body sent byte by byte would take a hundred times its size. */
const CHUNKS_JOINED = 1024;

/** Sends one request and collects its answer, within all limits. Redirects and statuses are the caller's business. */
export function exchange(
  dispatcher: Dispatcher,
  hop: Hop,
  encodings: string,
  bounds: Bounds,
): Promise<WireAnswer> {
  if (bounds.lifeline.ended) return Promise.reject(bounds.lifeline.reason);
  return new Promise((resolve, reject) => {
    const collector = new Collector(hop, bounds, resolve, reject);
    const options: Dispatcher.DispatchOptions = {
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: { 'accept-encoding': encodings, ...hop.headers, ...hop.secretHeaders },
      body: hop.body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    dispatcher.dispatch(options, collector);
  });
}

export const OVERDUE: Readonly<Record<Phase, string>> = {
  connectMs: 'UND_ERR_CONNECT_TIMEOUT',
  headersMs: 'UND_ERR_HEADERS_TIMEOUT',
  stallMs: 'UND_ERR_BODY_TIMEOUT',
};

class Collector implements Dispatcher.DispatchHandler {
  readonly #hop: Hop;
  readonly #bounds: Bounds;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort = (): void => this.#fail(this.#bounds.lifeline.reason);
  readonly #patience: Patience;
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;
  #status: number | undefined;
  #headers: Record<string, string> = {};
  #joined: Buffer[] = [];
  #chunks: Buffer[] = [];
  #received = 0;

  constructor(
    hop: Hop,
    bounds: Bounds,
    resolve: (answer: WireAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#hop = hop;
    this.#bounds = bounds;
    this.#resolve = resolve;
    this.#reject = reject;
    bounds.lifeline.listen(this.#onAbort);
    this.#patience = new Patience(bounds.limits, (phase) => {
      this.#fail(
        this.#explain(Object.assign(new Error(`nothing came within ${phase}`), { code: OVERDUE[phase] })),
      );
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#patience.restart('headersMs');
    if (this.#over) controller.abort(new Error('given up before it was sent'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#patience.restart('stallMs');
    for (const name in headers) {
      const value = headers[name];
      if (value !== undefined && name !== '__proto__') {
        this.#headers[name] = typeof value === 'string' ? value : value.join(', ');
      }
    }
    const announced = Number(this.#headers['content-length'] ?? 0);
    if (announced > this.#bytesMax() && this.#hop.method !== 'HEAD') this.#fail(this.#tooLarge());
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#patience.restart('stallMs');
    this.#received += chunk.length;
    if (this.#received > this.#bytesMax()) {
      this.#fail(this.#tooLarge());
      return;
    }
    this.#chunks.push(chunk);
    if (this.#chunks.length < CHUNKS_JOINED) return;
    this.#joined.push(Buffer.concat(this.#chunks));
    this.#chunks = [];
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#end();
    const chunks = this.#joined.length === 0 ? this.#chunks : [...this.#joined, ...this.#chunks];
    const [only] = chunks;
    const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, this.#received);
    this.#resolve({ status: this.#status ?? 0, headers: this.#headers, bytes });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#explain(error));
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#end();
    this.#joined = [];
    this.#chunks = [];
    this.#reject(error);
    this.#controller?.abort(new Error('given up'));
  }

  #end(): void {
    this.#over = true;
    this.#patience.stop();
    this.#bounds.lifeline.forget(this.#onAbort);
  }

  #explain(error: unknown): unknown {
    const sent = this.#controller !== undefined;
    const { limits } = this.#bounds;
    const trouble = troubleOf({
      error,
      host: this.#hop.url.host,
      what: nameOf(this.#hop),
      sent,
      status: this.#status,
      limits,
    });
    return trouble.brokenConnection ? new BrokenConnection(trouble.error, sent) : trouble.error;
  }

  #bytesMax(): number {
    const { wireBytesMax, bodyBytesMax } = this.#bounds.limits;
    return 'content-encoding' in this.#headers ? wireBytesMax : Math.min(wireBytesMax, bodyBytesMax);
  }

  #tooLarge(): RemoteFault {
    const limit = this.#bytesMax() === this.#bounds.limits.wireBytesMax ? 'wireBytesMax' : 'bodyBytesMax';
    const message = `${this.#hop.url.host} answered ${nameOf(this.#hop)} with more than ${size(this.#bytesMax())} (limit ${limit})`;
    return new RemoteFault('tooLarge', message, { status: this.#status });
  }
}
