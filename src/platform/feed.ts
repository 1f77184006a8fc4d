import type { PlatformEntry } from './platform.ts';

/** What somebody changed in the platform. */
export interface FeedChanges {
  /** New or changed, as they are now, and at rest: what is still being worked on is told when that ends. */
  changed: PlatformEntry[];
  /** Ids of what is no longer there. */
  gone: string[];
}

/** One look at a platform: what changed since the last one, and where the next one goes on. */
export interface FeedPage extends FeedChanges {
  /** Opaque; to be kept with what was done about the changes. */
  cursor: string;
  /** More is known to wait: look again at once. */
  more: boolean;
}

/**
 * Changes of a platform that does not announce them by itself. Whoever reads a feed announces the changes and keeps the
 * cursor in one transaction, `within`: what was told in one that failed is told again.
 */
export interface PlatformFeed<Within = unknown> {
  /** Whose changes they are: the cursor is kept under this name. */
  name: string;
  /** How often a look is worth it, milliseconds. */
  everyMs: number;
  /** Without a cursor everything that exists is new. */
  changes(cursor: string | undefined, within: Within): Promise<FeedPage>;
  /** The platform hinted at these, by its own ids: what is true of them now. */
  look(platformIds: readonly string[], within: Within): Promise<FeedChanges>;
}
