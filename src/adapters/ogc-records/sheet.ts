import { glanceAtOgc } from '../../formats/ogc-records/index.ts';
import type { Kind } from '../../model/dataset.ts';
import { countDoubt, wholeNumber } from '../walk.ts';
import type { WireItems, WireLink } from './wire.ts';

export interface Item {
  record: unknown;
  id?: string;
  kind?: Kind;
  modified?: string;
}

/** What one page says of itself. */
export interface Sheet {
  items: Item[];
  matched: number | undefined;
  next: string | undefined;
  doubt: string | undefined;
}

/** Reads the page at an address. What is next is the server's own link: how it pages is its affair. */
export function sheetOf({ features, numberMatched, numberReturned, links }: WireItems, url: string): Sheet {
  const matched = wholeNumber(numberMatched);
  const next = nextIn(links, url);
  return {
    items: features.map((record) => ({ record, ...glanceAtOgc(record) })),
    matched,
    next: typeof next === 'string' ? next : undefined,
    doubt:
      countDoubt(numberMatched) ??
      returnedDoubt(numberReturned, features.length) ??
      (typeof next === 'string' ? undefined : next?.doubt),
  };
}

/**
 * The next page in JSON, among those in other formats. It is asked of the host that we were given and of no other: behind a
 * proxy a server calls itself by another name, but its path is the same.
 */
function nextIn(links: readonly WireLink[], url: string): string | { doubt: string } | undefined {
  const all = links.filter(({ rel, href }) => rel === 'next' && URL.canParse(href, url));
  const link =
    all.find(({ type }) => type !== undefined && /geo\+json/.test(type)) ??
    all.find(({ type }) => type !== undefined && /json/.test(type)) ??
    all.find(({ type }) => type === undefined);
  if (link === undefined) return undefined;
  const here = new URL(url);
  const there = new URL(link.href, url);
  // `metadata:main` is `metadata%3Amain`.
  if (there.host !== here.host && plainPath(there) !== plainPath(here))
    return { doubt: `its next page is on another host: ${there.host.slice(0, 100)}` };
  const next = here.origin + there.pathname + there.search;
  return next === url ? { doubt: 'its next page is the same page again' } : next;
}

function plainPath({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function returnedDoubt(told: unknown, came: number): string | undefined {
  const returned = wholeNumber(told);
  // Behind the last record pygeoapi leads to one more page, and says that it is full.
  return returned === undefined || returned === came || came === 0
    ? undefined
    : `it says that it returned ${returned} records, and ${came} came`;
}
