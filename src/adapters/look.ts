import type { ZodType, z } from 'zod';

/**
 * How sure a sighting is, the surest first: an interface of its own answered, a standard's did, a file holds a catalogue, or
 * something on a page says that it would.
 */
export const SURENESS = ['interface', 'standard', 'file', 'page'] as const;

/** A remote that an adapter sees behind an address. */
export interface Sighting {
  /** Raw settings with which a connector may begin. */
  settings: Record<string, unknown>;
  /** What was seen where, for people: `https://example.org/api/1/site/ answers as udata 17.18.0`. */
  evidence: string;
  sureness: (typeof SURENESS)[number];
}

/** What stands at an address, or as much of its beginning as a look takes. */
export interface Seen {
  /** Where it came from in the end. */
  url: string;
  /** Media type in lower case, without parameters; empty where none is told. */
  type: string;
  text: string;
  /** There is more of it than was read. */
  isCut: boolean;
}

/** What a detection sees of an address and of what stands around it: it only looks, and not for long. */
export interface Look {
  /** The address that somebody gave. */
  address: URL;
  /** What a GET finds; undefined where nothing is found, also when enough has been asked for. The same address is asked once. */
  get(url: string, accept?: string): Promise<Seen | undefined>;
}

/** JSON at an address, in the shape that it has to have to mean anything. */
export async function seenJson<S extends ZodType>(
  look: Look,
  schema: S,
  url: string,
): Promise<z.output<S> | undefined> {
  const seen = await look.get(url, 'application/json');
  if (seen === undefined || seen.isCut) return undefined;
  try {
    const json: unknown = JSON.parse(seen.text);
    const parsed = schema.safeParse(json);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where a portal may begin whose pages are seen: before the first of these parts of a path, at the address itself, and at its
 * host. At most three, the longest first.
 */
export function rootsOf({ address }: Look, pages: RegExp): string[] {
  const { origin, pathname } = address;
  const path = pathname.replace(/\/+$/, '');
  const at = pages.exec(`${path}/`)?.index;
  const prefixes = at === undefined ? [path, ''] : [path.slice(0, at), ''];
  return [...new Set(prefixes)].slice(0, ROOTS_MAX).map((prefix) => origin + prefix);
}

const ROOTS_MAX = 3;

/** The first of several places where something is seen. */
export async function firstOf<T, R>(
  places: readonly T[],
  look: (place: T) => Promise<R | undefined>,
): Promise<R | undefined> {
  for (const place of places) {
    const found = await look(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A title beside a name, where there is one. */
export function called(title: string | undefined): string {
  const short = title?.replace(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH_MAX) ?? '';
  return short === '' ? '' : `, «${short}»`;
}

const TITLE_LENGTH_MAX = 120;
