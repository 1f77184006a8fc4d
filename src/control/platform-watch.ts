import { announceChanged, announceLinked } from '../platform/announcing.ts';
import type { FeedChanges, PlatformFeed } from '../platform/feed.ts';
import type { Tx } from '../ledger/ledger.ts';
import { saveFeed, takeFeed } from '../ledger/platform-datasets.ts';
import type { Parts } from './parts.ts';

type Watching = Pick<Parts, 'db' | 'platform' | 'nudger' | 'log'>;

/** Looks in a row, when one finds more than it tells: what is left is for the next time. */
const PAGES_AT_ONCE = 100;

/** Looks for changes of a platform that does not announce them. Many processes may watch; one at a time looks. */
export class PlatformWatch {
  readonly #parts: Watching;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: Watching) {
    this.#parts = parts;
  }

  start(): void {
    const { feed } = this.#parts.platform;
    if (feed === undefined) return;
    this.#look(feed);
    this.#timer = setInterval(() => this.#look(feed), feed.everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  #look(feed: PlatformFeed<Tx>): void {
    this.#looking ??= this.#pages(feed)
      .catch((error: unknown) =>
        this.#parts.log.warn(
          { error },
          'changes of the platform could not be read; the next look tries again',
        ),
      )
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #pages(feed: PlatformFeed<Tx>): Promise<void> {
    for (let page = 0; page < PAGES_AT_ONCE && !this.#stopped; page += 1) {
      if (!(await lookOnce(this.#parts, feed))) return;
    }
  }
}

/** One look: what it finds is announced as the cursor moves. Whether another one is due at once. */
export async function lookOnce(parts: Watching, feed: PlatformFeed<Tx>): Promise<boolean> {
  const announced = new Set<string>();
  const more = await parts.db.transaction().execute(async (tx) => {
    const place = await takeFeed(tx, feed.name);
    if (place === undefined) return false;
    const page = await feed.changes(place.cursor, tx);
    await announceAll(tx, page, announced);
    await saveFeed(tx, feed.name, page.cursor);
    return page.more;
  });
  for (const connectorId of announced) parts.nudger.nudge(connectorId);
  return more;
}

/** What the platform hints at, by its own ids. A hint that cannot be followed now is forgotten: the next look finds it. */
export async function followHint(
  parts: Watching,
  feed: PlatformFeed<Tx>,
  platformIds: readonly string[],
): Promise<void> {
  const announced = new Set<string>();
  await parts.db
    .transaction()
    .execute(async (tx) => announceAll(tx, await feed.look(platformIds, tx), announced));
  for (const connectorId of announced) parts.nudger.nudge(connectorId);
}

async function announceAll(tx: Tx, { changed, gone }: FeedChanges, announced: Set<string>): Promise<void> {
  await announceChanged(tx, changed, announced);
  await announceLinked(tx, gone, announced);
}
