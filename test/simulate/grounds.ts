import { ckanSite } from './ckan-site.ts';
import type { Site } from './site.ts';
import type { Story } from './story.ts';
import { udataSite } from './udata-site.ts';

/** Where stories are lived, and how long everything takes there. */
export interface Grounds {
  open(kind: 'udata' | 'ckan', story: Story): Promise<Site>;
  /** How long somebody waits for a calm moment before acting all the same. */
  calmMs: number;
  /** Until everything that waits is done once nothing stands in the way. */
  drainMs: number;
  /** The same where workers were killed: what such a worker held comes again after 15 s. */
  drainAfterKillsMs: number;
}

/** Portals of the sandbox, new ones for each story. */
export const SANDBOX: Grounds = {
  open: (kind, story) => (kind === 'udata' ? udataSite(story) : ckanSite(story)),
  calmMs: 1_200,
  drainMs: 45_000,
  drainAfterKillsMs: 100_000,
};
