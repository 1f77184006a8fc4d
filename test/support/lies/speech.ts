import type { Adapter } from '../../../src/adapters/adapter.ts';
import type { Asked, Said } from '../scripted.ts';

/** What a page of a listing says, whatever it speaks. */
export interface Parts {
  /** As it stands there; absent where the protocol has none, or the page tells none. */
  total?: unknown;
  records: readonly unknown[];
  /** Where it says that the listing goes on. */
  next?: unknown;
}

/** What a lie needs of a protocol to be told in it. */
export type Need = 'pages' | 'total' | 'next' | 'link';

/** One protocol, spoken honestly, and how its pages are taken apart and put together. */
export interface Speech {
  adapter: Adapter;
  /** Raw settings for a remote at this address. */
  settings(url: string): Record<string, unknown>;
  has: readonly Need[];
  /** Ids of all records that live, as the adapter tells them, in the order of the listing. */
  ids: readonly string[];
  /** Of the third of them, as it stands in the text of a page. */
  thirdTitle: string;
  honest(asked: Asked): Said;
  /** Whether a request asks for a page of the listing, and not for something before or after it. */
  isPage(asked: Asked): boolean;
  read(body: string): Parts;
  /** The page with these parts in place of its own. */
  write(body: string, parts: Parts): string;
  /** What stands where a page says how it goes on, led to a place. */
  led(asked: Asked, to: 'itself' | 'first' | 'beyond' | 'elsewhere'): unknown;
  /** The way in which this protocol's software tells an error. */
  error: string;
}

/** A page in JSON, taken apart by names. */
export function jsonParts(
  path: readonly string[],
  names: { total?: string; records: string; next?: string },
): Pick<Speech, 'read' | 'write'> {
  type Json = Record<string, unknown>;
  const inner = (body: string): Json =>
    path.reduce<Json>((json, name) => json[name] as Json, JSON.parse(body) as Json);
  return {
    read(body) {
      const json = inner(body);
      return {
        records: json[names.records] as unknown[],
        ...(names.total !== undefined && names.total in json ? { total: json[names.total] } : {}),
        ...(names.next !== undefined && names.next in json ? { next: json[names.next] } : {}),
      };
    },
    write(body, parts) {
      const json = inner(body);
      const changed: Json = { ...json, [names.records]: parts.records };
      for (const part of ['total', 'next'] as const) {
        const name = names[part];
        if (name === undefined) continue;
        delete changed[name];
        if (parts[part] !== undefined) changed[name] = parts[part];
      }
      if (path.length === 0) return JSON.stringify(changed);
      const wrapped = path.reduceRight<unknown>((json_, name) => ({ [name]: json_ }), changed);
      return JSON.stringify({ ...(JSON.parse(body) as Json), ...(wrapped as Json) });
    },
  };
}
