import type { Platform, PlatformEntry, PlatformWrite, WriteResult } from '../../../src/platform/platform.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { demandWritten } from '../../../src/platform/written.ts';

/** A platform to be held to its promises, empty but for what the tests put into it. */
export interface PlatformUnderTest {
  platform: Platform;
  /** Somebody who may own datasets there, as the platform writes it. */
  owner: string;
  /** The same store seen by a process that has just started. */
  reopen(): Promise<Platform>;
  close(): Promise<void>;
}

export type OnPlatform = () => PlatformBench;

/** The platform with what all tests do to it. */
export class PlatformBench {
  platform: Platform;
  readonly under: PlatformUnderTest;
  #names = 0;

  constructor(under: PlatformUnderTest) {
    this.under = under;
    this.platform = under.platform;
  }

  /** An id that no other test uses. */
  id(prefix = 'jeu'): string {
    this.#names += 1;
    return `${prefix}-${this.#names}`;
  }

  async write(write: PlatformWrite): Promise<WriteResult> {
    const [result] = await this.platform.upsert([write], 'test');
    if (result === undefined) throw new RangeError(`no result for ${write.id}`);
    return result;
  }

  /** A plain dataset that is there now. */
  async given(id: string, more: Partial<PlatformWrite> = {}): Promise<PlatformEntry> {
    demandWritten([await this.write(plain(id, more))]);
    return this.entry(id);
  }

  async entry(id: string): Promise<PlatformEntry> {
    const found = await this.seen(id);
    if (found === undefined) throw new RangeError(`no dataset ${id}`);
    return found;
  }

  async seen(id: string): Promise<PlatformEntry | undefined> {
    return (await this.platform.entries([id])).get(id);
  }

  /** Ids of everything that the filter finds, over all pages. */
  async ids(filter: Parameters<Platform['page']>[2], limit = 3): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.platform.page(cursor, limit, filter);
      ids.push(...page.entries.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids;
  }
}

export function plain(id: string, more: Partial<PlatformWrite> = {}): PlatformWrite {
  return { id, dataset: titled(id, `Titre de ${id}`), visibility: 'public', ...more };
}

export function titled(id: string, title: string, more: Partial<Dataset> = {}): Dataset {
  return Dataset.parse({ kind: 'dataset', id, title: { fr: title }, ...more });
}
