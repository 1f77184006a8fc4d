import { DataFairSettings } from '../../../src/config/data-fair.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import type { HttpExchange } from '../../../src/http/http.ts';
import { openLedger, type Ledger, type Tx } from '../../../src/ledger/ledger.ts';
import type { FeedPage, PlatformFeed } from '../../../src/platform/feed.ts';
import {
  dataFairPlatform,
  type DataFairOptions as DataFairPlatformOptions,
} from '../../../src/platform/data-fair/platform.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import {
  startDataFair,
  type DataFairOptions,
  type DataFairSandbox,
} from '../../../src/sandbox/data-fair/data-fair.ts';
import { database } from '../../support/servers.ts';

/** A Data Fair on this machine, a ledger, and the platform between them. */
export class Scene {
  readonly remote: DataFairSandbox;
  readonly ledger: Ledger;
  readonly platform: Platform<Tx>;
  readonly options: DataFairPlatformOptions;
  /** What was asked of Data Fair, in order: method, path and query. */
  readonly asked: string[] = [];
  cursor: string | undefined;
  /** With which the platform is asked. */
  key: string;
  readonly #end: () => Promise<void>;

  private constructor(
    remote: DataFairSandbox,
    ledger: Ledger,
    settings: Record<string, unknown>,
    more: Partial<DataFairPlatformOptions>,
  ) {
    this.remote = remote;
    this.key = remote.key;
    this.ledger = ledger;
    const client = createHttpClient({
      egress: { allow: ['127.0.0.1', 'localhost'] },
      userAgent: 'Navette-test',
    });
    const ending = new AbortController();
    this.options = {
      settings: DataFairSettings.parse({
        url: remote.publicUrl,
        apiKey: 'env:KEY',
        account: this.owner,
        requestsPerMinute: 100_000,
        ...settings,
      }),
      http: {
        ...client,
        session: (options) =>
          client.session({
            ...options,
            observe: (exchange: HttpExchange) => {
              const { pathname, search } = new URL(exchange.url);
              this.asked.push(`${exchange.method} ${pathname.slice('/data-fair/api/v1'.length)}${search}`);
            },
          }),
      },
      key: () => Promise.resolve(this.key),
      signal: ending.signal,
      ...more,
    };
    this.platform = dataFairPlatform(ledger.db, this.options);
    this.#end = async () => {
      ending.abort();
      await client.close();
    };
  }

  static async open(
    settings: Record<string, unknown> = {},
    options: DataFairOptions = {},
    more: Partial<DataFairPlatformOptions> = {},
  ): Promise<Scene> {
    const remote = await startDataFair(options);
    return new Scene(remote, openLedger(await database(), { connections: 8 }), settings, more);
  }

  get owner(): string {
    return `${this.remote.owner.type}:${this.remote.owner.id}`;
  }

  get feed(): PlatformFeed<Tx> {
    const { feed } = this.platform;
    if (feed === undefined) throw new RangeError('no feed');
    return feed;
  }

  /** Calls Data Fair as somebody else would. */
  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(`${this.remote.publicUrl}/api/v1/${path}`, {
      method,
      headers: {
        'x-apikey': this.remote.key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : { text } };
  }

  /** Looks at the feed to its end, as the watch does. */
  async look(): Promise<Pick<FeedPage, 'changed' | 'gone'>> {
    const changed: FeedPage['changed'] = [];
    const gone: string[] = [];
    for (let more = true; more;) {
      const page: FeedPage = await this.ledger.db
        .transaction()
        .execute((tx) => this.feed.changes(this.cursor, tx));
      changed.push(...page.changed);
      gone.push(...page.gone);
      this.cursor = page.cursor;
      more = page.more;
    }
    return { changed, gone };
  }

  async close(): Promise<void> {
    await this.#end();
    await this.ledger.close();
    await this.remote.close();
  }
}
