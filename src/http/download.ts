import type { Dispatcher } from 'undici';
import { RemoteFault } from '../faults.ts';
import { BodyQueue } from './body-queue.ts';
import type { Shared } from './call.ts';
import { statusFault } from './classify.ts';
import { BrokenConnection, OVERDUE } from './exchange.ts';
import type { Download, DownloadLimits, HttpExchange, HttpLimits } from './http.ts';
import type { Lifeline } from './lifeline.ts';
import { Patience } from './patience.ts';
import type { Redactor } from './redact.ts';
import type { Hop } from './redirect.ts';
import { isRedirect, nameOf, redirected } from './redirect.ts';
import { retryAfterMs } from './retry-after.ts';
import { troubleOf } from './trouble.ts';
import { decoded } from './unpack.ts';
import { seconds, size } from './words.ts';
import type { Quote } from './words.ts';

export interface DownloadOptions {
  /** The call's limits, those of the download among them. */
  limits: HttpLimits & DownloadLimits;
  accept: readonly number[];
  concurrencyPerHost: number;
  requestsPerMinute: number | undefined;
  redactor: Redactor;
  quote: Quote;
  observe: ((exchange: HttpExchange) => void) | undefined;
  lifeline: Lifeline;
  /** Told once, when nothing more comes. */
  over(): void;
}

const REPEATS_MAX = 2;
/** As much of a refusal's body as could end up in a message. */
const REFUSAL_BYTES_MAX = 64 * 1024;

/**
 * Opens a file for reading as it comes. The slot at its host is given back as soon as the answer begins: whoever reads the
 * body may need one there for something else. The deadline holds until the last byte.
 */
export async function download(shared: Shared, first: Hop, options: DownloadOptions): Promise<Download> {
  const { limits, lifeline } = options;
  let hop = first;
  const deadline = setTimeout(() => {
    const message = `${hop.url.host} did not finish answering ${nameOf(hop)} within ${seconds(limits.totalMs)}`;
    lifeline.end(new RemoteFault('unreachable', message));
  }, limits.totalMs);
  const over = (): void => {
    clearTimeout(deadline);
    options.over();
  };
  try {
    for (let redirects = 0; redirects <= limits.redirectsMax; redirects += 1) {
      shared.guard.checkUrl(hop.url);
      const answer = await begin(shared, hop, { ...options, over });
      const next = await nextHop(hop, answer, options);
      if (next === undefined) return shownOf(hop, answer, options);
      hop = next;
    }
    const message = `${first.url.host} redirected ${nameOf(first)} more than ${limits.redirectsMax} times`;
    throw new RemoteFault('malformed', message);
  } catch (error) {
    over();
    throw error;
  }
}

interface Begun {
  status: number;
  headers: Record<string, string>;
  body: BodyQueue;
}

/** Until the first byte of an answer, with a slot at the host; a broken connection is tried again, which does no harm to a GET. */
async function begin(shared: Shared, hop: Hop, options: DownloadOptions): Promise<Begun> {
  const { lifeline, requestsPerMinute } = options;
  if (requestsPerMinute !== undefined) await shared.paces.turn(hop.url.host, requestsPerMinute, lifeline);
  const leave = await shared.limiter.enter(hop.url.host, options.concurrencyPerHost, lifeline);
  try {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await observed(shared, hop, options);
      } catch (error) {
        if (!(error instanceof BrokenConnection)) throw error;
        if (repeats >= REPEATS_MAX) throw error.fault;
        await lifeline.pause(shared.pauseMs(repeats));
      }
    }
  } finally {
    leave();
  }
}

async function observed(shared: Shared, hop: Hop, options: DownloadOptions): Promise<Begun> {
  const started = performance.now();
  let status: number | undefined;
  try {
    const answer = await new Promise<Begun>((resolve, reject) => {
      if (options.lifeline.ended) return reject(options.lifeline.reason);
      const receiver = new Receiver(hop, options, resolve, reject);
      shared.dispatcher.dispatch(
        {
          origin: hop.url.origin,
          path: hop.url.pathname + hop.url.search,
          method: hop.method,
          headers: { 'accept-encoding': 'identity', ...hop.headers, ...hop.secretHeaders },
          body: null,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        receiver,
      );
    });
    ({ status } = answer);
    shared.paces.saw(hop.url.host, status === 429, performance.now() - started);
    return answer;
  } finally {
    const durationMs = performance.now() - started;
    options.observe?.({ method: hop.method, url: options.redactor.url(hop.url), status, durationMs });
  }
}

/** Where an answer points to; undefined where it is the file. Anything else is the fault that it means. */
async function nextHop(hop: Hop, answer: Begun, options: DownloadOptions): Promise<Hop | undefined> {
  const { status, headers, body } = answer;
  if ((status >= 200 && status < 300) || options.accept.includes(status)) return undefined;
  const refusal = isRedirect(status) ? '' : await beginningOf(body);
  body.close();
  if (isRedirect(status)) return redirected(hop, status, headers['location']);
  const capMs = options.limits.retryAfterMsMax;
  throw statusFault(hop.url.host, nameOf(hop), {
    status,
    headers,
    words: options.quote(refusal),
    retryAfterMs: retryAfterMs(headers, { nowMs: Date.now(), capMs }),
  });
}

async function beginningOf(body: BodyQueue): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= REFUSAL_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, REFUSAL_BYTES_MAX);
}

function shownOf(hop: Hop, { status, headers, body }: Begun, options: DownloadOptions): Download {
  const encoding = headers['content-encoding'];
  const announced = encoding === undefined ? Number(headers['content-length'] ?? Number.NaN) : Number.NaN;
  const [etag, lastModified] = [headers['etag'], headers['last-modified']];
  const subject = `${hop.url.host} answered ${nameOf(hop)}`;
  const { bytesMax } = options.limits;
  return {
    status,
    headers,
    url: options.redactor.url(hop.url),
    ...(Number.isSafeInteger(announced) ? { length: announced } : {}),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    body: redacted(decoded(body, { encoding, subject, bytesMax }), options.redactor),
    close: () => body.close(),
  };
}

async function* redacted(body: AsyncIterable<Uint8Array>, redactor: Redactor): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw redactor.error(error);
  }
}

/** Takes one answer in, at the pace of its reader. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #hop: Hop;
  readonly #options: DownloadOptions;
  readonly #resolve: (answer: Begun) => void;
  readonly #reject: (error: unknown) => void;
  readonly #patience: Patience;
  readonly #body: BodyQueue;
  readonly #onEnd = (): void => this.#fail(this.#options.lifeline.reason);
  #controller: Dispatcher.DispatchController | undefined;
  #status: number | undefined;
  #received = 0;
  #isOver = false;

  constructor(
    hop: Hop,
    options: DownloadOptions,
    resolve: (answer: Begun) => void,
    reject: (error: unknown) => void,
  ) {
    this.#hop = hop;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    options.lifeline.listen(this.#onEnd);
    this.#patience = new Patience(options.limits, (phase) =>
      this.#fail(this.#explain(Object.assign(new Error(phase), { code: OVERDUE[phase] }))),
    );
    this.#body = new BodyQueue({
      pause: () => {
        this.#controller?.pause();
        this.#patience.rest();
      },
      resume: () => {
        this.#patience.restart('stallMs');
        this.#controller?.resume();
      },
      close: () => this.#fail(new Error('closed by its reader')),
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#patience.restart('headersMs');
    if (this.#isOver) controller.abort(new Error('given up before it was sent'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#patience.restart('stallMs');
    const plain: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined && name !== '__proto__')
        plain[name] = typeof value === 'string' ? value : value.join(', ');
    const { bytesMax } = this.#options.limits;
    if (status < 300 && Number(plain['content-length'] ?? 0) > bytesMax) this.#fail(this.#tooLarge());
    else this.#resolve({ status, headers: plain, body: this.#body });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#patience.restart('stallMs');
    this.#received += chunk.length;
    if (this.#received > this.#options.limits.bytesMax) this.#fail(this.#tooLarge());
    else this.#body.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    this.#body.finish();
    this.#options.over();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#explain(error));
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    if (this.#status === undefined) this.#reject(error);
    else {
      // A file that breaks off is not asked for again here: its reader has had a part of it.
      this.#body.fail(error instanceof BrokenConnection ? error.fault : error);
      this.#reject(error);
    }
    this.#controller?.abort(new Error('given up'));
  }

  #end(): void {
    this.#isOver = true;
    this.#patience.stop();
    this.#options.lifeline.forget(this.#onEnd);
  }

  #explain(error: unknown): unknown {
    const sent = this.#controller !== undefined;
    const [host, what] = [this.#hop.url.host, nameOf(this.#hop)];
    const { limits } = this.#options;
    const trouble = troubleOf({ error, host, what, sent, status: this.#status, limits });
    return trouble.brokenConnection ? new BrokenConnection(trouble.error, sent) : trouble.error;
  }

  #tooLarge(): RemoteFault {
    const message = `${this.#hop.url.host} answered ${nameOf(this.#hop)} with more than ${size(this.#options.limits.bytesMax)}`;
    return new RemoteFault('tooLarge', message, { status: this.#status });
  }
}
