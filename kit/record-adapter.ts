import type { Adapter, Page, Session } from '../src/adapters/adapter.ts';
import type { Http } from '../src/http/http.ts';
import { KINDS } from '../src/model/dataset.ts';
import { Cleaner, type Exchange, recordingHttp } from './recording.ts';

/** What a remote said to an adapter, and what the adapter made of it. */
export interface Recording {
  kind: string;
  /** Secrets are named, not held: `recorded-secret` stands in their place. */
  settings: Record<string, unknown>;
  size: number;
  software: string;
  pages: { ids: string[]; setAside: number; announced?: number; verdict?: string }[];
  exchanges: Exchange[];
}

/** What a replay gives as a secret. */
export const STAND_IN = 'recorded-secret';

export async function recorded(
  adapter: Adapter,
  asked: {
    settings: Record<string, unknown>;
    /** By the name of their field. */
    secrets: ReadonlyMap<string, string>;
    http: Http;
    signal: AbortSignal;
    pages: number;
    size: number;
  },
): Promise<Recording> {
  const cleaned = new Cleaner([...asked.secrets.values()]);
  const { http, exchanges } = recordingHttp(asked.http, cleaned);
  const session: Session<unknown> = {
    settings: adapter.Settings.parse(asked.settings),
    http,
    signal: asked.signal,
    installation: 'recording',
    now: () => new Date(),
  };
  const { software } = await adapter.probe(session);
  const pages = await firstPages(adapter, session, asked);
  const settings = Object.entries(asked.settings).map(([name, value]) => [
    name,
    asked.secrets.has(name) ? STAND_IN : value,
  ]);
  return {
    kind: adapter.kind,
    settings: Object.fromEntries(settings),
    size: asked.size,
    software: cleaned.text(software),
    pages: pages.map((page) => shown(page, cleaned)),
    exchanges,
  };
}

/** The first pages of the listing, as they are asked for. */
export async function firstPages(
  adapter: Adapter,
  session: Session<unknown>,
  { pages: most, size }: { pages: number; size: number },
): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | undefined;
  if (adapter.list === undefined) return pages;
  while (pages.length < most) {
    const page: Page = await adapter.list(session, cursor, { pageSize: size, kinds: KINDS });
    pages.push(page);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return pages;
}

export function shown(
  { records, setAside, announced, verdict }: Page,
  cleaned = new Cleaner([]),
): Recording['pages'][number] {
  return {
    ids: records.map(({ remoteId }) => cleaned.text(remoteId)),
    setAside: setAside.length,
    ...(announced === undefined ? {} : { announced }),
    ...(verdict === undefined ? {} : { verdict: verdict.state }),
  };
}
