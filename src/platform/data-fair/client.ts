import type { z, ZodType } from 'zod';
import type { DataFairSettings } from '../../config/data-fair.ts';
import { accountIn, type DataFairAccount } from '../../config/data-fair.ts';
import { RemoteFault } from '../../faults.ts';
import type { Bell, Http, HttpAnswer, HttpClient, HttpRequest, HttpSession } from '../../http/http.ts';
import type { Asked } from './requests.ts';

/** Requests at once: as a few people at work. */
const AT_ONCE = 6;
/** Data Fair counts requests by the minute and tells nobody when it will listen again. */
const RATE_WINDOW_MS = 30_000;
/**
 * Data Fair answers 429 to one request too many and to an account that is full alike, and shows no key the account's limits:
 * its words are what tells them apart.
 */
const FULL = /espace de (?:stockage|données)|nombre .*jeux de données|st?r?orage limit|number of datasets/i;
/** A dataset that is worked on, or whose lock is held, is free after a while. */
const BUSY_PAUSES_MS = [500, 1_000, 2_000, 4_000];

export interface ClientOptions {
  settings: DataFairSettings;
  http: HttpClient;
  /** The key, read anew each time: a mended one works without a restart. */
  key: () => Promise<string>;
  signal: AbortSignal;
  pause?: (ms: number) => Promise<void>;
}

/** Data Fair's API, with our key. Every failure is a `RemoteFault`. */
export class DataFairClient {
  readonly account: DataFairAccount;
  readonly #options: ClientOptions;
  #session: { key: string; http: HttpSession } | undefined;

  constructor(options: ClientOptions) {
    const account = accountIn(options.settings.account);
    if (account === undefined) throw new RangeError(`not an account: ${options.settings.account}`);
    this.account = account;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  async json<S extends ZodType>(schema: S, asked: Asked): Promise<z.output<S>> {
    return this.#call(asked, async (http, request) => http.json(schema, request));
  }

  async send(asked: Asked): Promise<HttpAnswer> {
    return this.#call(asked, async (http, request) => http.send(request));
  }

  /** Rings at each event in the journal of a dataset. What rings is not the truth: it is when to look. */
  async journal(platformId: string): Promise<Bell> {
    const { http, key } = await this.#open();
    return http.listen(`${this.#options.settings.url}/`, {
      type: 'subscribe',
      channel: `datasets/${platformId}/journal`,
      apiKey: key,
      ...this.#forAccount(),
    });
  }

  /** Waits while a dataset is being worked on, for a few seconds; longer is a `conflict` for whoever asks. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (const ms of BUSY_PAUSES_MS) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof RemoteFault) || error.kind !== 'conflict') throw error;
        await this.pause(ms);
      }
    }
    return work();
  }

  async pause(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    if (this.#options.pause !== undefined) return this.#options.pause(ms);
    await new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    });
    this.signal.throwIfAborted();
  }

  async #call<T>(asked: Asked, work: (http: Http, request: HttpRequest) => Promise<T>): Promise<T> {
    const { http, key } = await this.#open();
    try {
      return await work(http, this.#request(asked, key));
    } catch (error) {
      throw error instanceof RemoteFault ? this.#told(error, asked) : error;
    }
  }

  #request({ path, ...asked }: Asked, key: string): HttpRequest {
    const { url } = this.#options.settings;
    return {
      ...asked,
      url: `${url}/api/v1/${path.map(encodeURIComponent).join('/')}`,
      headers: { ...this.#accountHeader(), ...asked.headers },
      secretHeaders: { 'x-apikey': key },
    };
  }

  #accountHeader(): Record<string, string> {
    const { account } = this.#forAccount();
    return account === undefined ? {} : { 'x-account': account };
  }

  /** Only a key that may act for everybody needs to say for whom. Names travel encoded: they may hold any character. */
  #forAccount(): { account?: string } {
    const { accountName: name, departmentName } = this.#options.settings;
    if (name === undefined) return {};
    const encoded = {
      ...this.account,
      name: encodeURIComponent(name),
      ...(departmentName === undefined ? {} : { departmentName: encodeURIComponent(departmentName) }),
    };
    return { account: JSON.stringify(encoded) };
  }

  /** What a status of Data Fair's means where it is not what it usually does. */
  #told(fault: RemoteFault, asked: Asked): RemoteFault {
    if (fault.status === 429)
      return asked.method !== undefined && FULL.test(fault.message)
        ? full(fault, this.#options.settings.account)
        : throttled(fault);
    const ofOne = fault.status === 403 && asked.method !== undefined && asked.path[0] === 'datasets';
    if (ofOne)
      return new RemoteFault(
        'refused',
        `${fault.message}: the key of Data Fair may not do this to the dataset`,
        {
          status: 403,
          cause: fault,
        },
      );
    // All that wait for the platform go on waiting until its key works again.
    if (fault.kind === 'unauthorised')
      return new RemoteFault(
        'unreachable',
        `${fault.message}: the key of Data Fair (NAVETTE_DATA_FAIR_API_KEY) has to be mended`,
        {
          status: fault.status,
          cause: fault,
        },
      );
    return fault;
  }

  async #open(): Promise<{ key: string; http: HttpSession }> {
    const key = await this.#options.key();
    if (this.#session?.key !== key) {
      const { requestsPerMinute } = this.#options.settings;
      const http = this.#options.http.session({
        signal: this.signal,
        secrets: [key],
        concurrencyPerHost: AT_ONCE,
        requestsPerMinute,
      });
      this.#session = { key, http };
    }
    return this.#session;
  }
}

function full(fault: RemoteFault, account: string): RemoteFault {
  return new RemoteFault(
    'refused',
    `${fault.message} The account ${account} of Data Fair is full: raise its limits or remove datasets`,
    { status: 429, cause: fault },
  );
}

function throttled(fault: RemoteFault): RemoteFault {
  return new RemoteFault('throttled', fault.message, {
    status: 429,
    retryAfterMs: fault.retryAfterMs ?? RATE_WINDOW_MS,
    cause: fault,
  });
}
