import type { ZodType, z } from 'zod';
import type { Reading } from './answer.ts';
import type { Shared } from './call.ts';
import { perform } from './call.ts';
import { download } from './download.ts';
import type {
  Bell,
  Download,
  DownloadLimits,
  HttpAnswer,
  HttpLimits,
  HttpRequest,
  HttpSession,
  HttpSessionOptions,
} from './http.ts';
import { readJson } from './json.ts';
import { Lifelines } from './lifeline.ts';
import { listen } from './listen.ts';
import { firstHop } from './outgoing.ts';
import { excerpt } from './words.ts';
import type { Quote } from './words.ts';
import { headerSecrets, Redactor } from './redact.ts';

/** How much of a text is searched for secrets before its beginning is quoted. */
const QUOTED_FROM = 64 * 1024;

/** What the process-wide client gives to each session. */
export interface SessionDefaults {
  userAgent: string;
  limits: HttpLimits;
  /** A ceiling: a session may ask for less. */
  concurrencyPerHost: number;
}

export class Session implements HttpSession {
  readonly #shared: Shared;
  readonly #options: HttpSessionOptions;
  readonly #userAgent: string;
  readonly #limits: HttpLimits;
  readonly #concurrencyPerHost: number;
  readonly #redactor: Redactor;
  readonly #lifelines: Lifelines;
  /** Making a redactor costs as much as a small call, and requests of one session bring the same secrets. */
  #lastOwn: { key: string; redactor: Redactor } | undefined;

  constructor(shared: Shared, defaults: SessionDefaults, options: HttpSessionOptions) {
    this.#shared = shared;
    this.#options = options;
    this.#userAgent = defaults.userAgent;
    this.#limits = { ...defaults.limits, ...options.limits };
    this.#concurrencyPerHost = Math.min(defaults.concurrencyPerHost, options.concurrencyPerHost ?? Infinity);
    this.#redactor = new Redactor(options.secrets);
    this.#lifelines = new Lifelines(options.signal);
  }

  send(request: HttpRequest): Promise<HttpAnswer> {
    return this.#call(request, (answer) => answer);
  }

  json<S extends ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    const asking = { ...request, headers: { accept: 'application/json', ...request.headers } };
    return this.#call(asking, (answer, subject, quote) => readJson(schema, answer.text, subject, quote));
  }

  async download(request: HttpRequest, limits: DownloadLimits): Promise<Download> {
    const { signal, observe, requestsPerMinute } = this.#options;
    signal.throwIfAborted();
    const redactor = this.#redactorFor(request);
    const lifeline = this.#lifelines.open();
    try {
      return await download(this.#shared, firstHop(request, this.#userAgent), {
        limits: { ...this.#limitsOf(request), ...limits },
        concurrencyPerHost: this.#concurrencyPerHost,
        requestsPerMinute,
        accept: request.accept ?? [],
        redactor,
        quote: quoting(redactor),
        observe,
        lifeline,
        over: () => this.#lifelines.close(lifeline),
      });
    } catch (error) {
      throw signal.aborted && error === signal.reason ? error : redactor.error(error);
    }
  }

  listen(url: string, hello: unknown): Bell {
    this.#options.signal.throwIfAborted();
    const lifeline = this.#lifelines.open();
    const over = (): void => this.#lifelines.close(lifeline);
    try {
      return listen(this.#shared, new URL(url), { hello, lifeline, over });
    } catch (error) {
      over();
      throw this.#redactor.error(error);
    }
  }

  async #call<T>(request: HttpRequest, read: Reading<T>['read']): Promise<T> {
    const { signal, observe } = this.#options;
    signal.throwIfAborted();
    const redactor = this.#redactorFor(request);
    const quote = quoting(redactor);
    const lifeline = this.#lifelines.open();
    try {
      return await perform(this.#shared, firstHop(request, this.#userAgent), {
        limits: this.#limitsOf(request),
        concurrencyPerHost: this.#concurrencyPerHost,
        requestsPerMinute: this.#options.requestsPerMinute,
        accept: request.accept ?? [],
        repeatable: request.repeatable ?? false,
        redactor,
        quote,
        observe,
        lifeline,
        read,
      });
    } catch (error) {
      // The session's own end is passed on as it is: it is nobody's fault.
      throw signal.aborted && error === signal.reason ? error : redactor.error(error);
    } finally {
      this.#lifelines.close(lifeline);
    }
  }

  #limitsOf(request: HttpRequest): HttpLimits {
    if (request.limits === undefined && request.patient !== true) return this.#limits;
    const limits = { ...this.#limits, ...request.limits };
    return request.patient === true ? { ...limits, headersMs: limits.totalMs } : limits;
  }

  /** Knows the secrets of this one request as well; mostly they are the session's. */
  #redactorFor({ url, secretHeaders }: HttpRequest): Redactor {
    const own = headerSecrets(secretHeaders);
    if (url.includes('@') && URL.canParse(url)) {
      const { password } = new URL(url);
      own.push(password, decoded(password));
    }
    const unknown = own.filter((secret) => this.#redactor.text(secret) === secret);
    if (unknown.length === 0) return this.#redactor;
    const key = JSON.stringify(unknown);
    if (key !== this.#lastOwn?.key) {
      this.#lastOwn = { key, redactor: new Redactor([...this.#options.secrets, ...unknown]) };
    }
    return this.#lastOwn.redactor;
  }
}

function quoting(redactor: Redactor): Quote {
  return (text, chars) => excerpt(redactor.text(text.slice(0, QUOTED_FROM)), chars);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
