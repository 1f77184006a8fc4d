import { CutEntry } from '../../formats/json/cut-list.ts';
import type { ListPlace } from '../../formats/json/cut-list.ts';
import { DEPTH_MAX } from '../../model/clean.ts';
import { JsonText } from '../../model/json-text.ts';
import { indexTime } from './dates.ts';
import { isJson, textOf } from './wire.ts';

/** Levels of a search's answer around what a package holds. */
const AROUND = 4;

/** Where a search has its packages, and what a listing needs of each before it is read. */
export const PACKAGES: ListPlace = {
  path: ['result', 'results'],
  head: ['id', 'name', 'metadata_modified'],
  depthMax: DEPTH_MAX - AROUND,
};

/** A package of a listing, not read yet. */
export interface FoundPackage {
  /** As it came: `JsonText` where it was cut out of its answer. */
  raw: unknown;
  id: string | undefined;
  name: string | undefined;
  /** `metadata_modified` as the index has it. */
  time: string | undefined;
}

export function foundPackage(entry: unknown): FoundPackage {
  const isCut = entry instanceof CutEntry;
  const fields = isCut ? entry.head : isJson(entry) ? entry : {};
  return {
    raw: isCut ? entry.json : entry,
    id: textOf(fields['id']),
    name: textOf(fields['name']),
    time: indexTime(textOf(fields['metadata_modified']) ?? ''),
  };
}

/** The package itself; undefined where its text is no JSON. */
export function contentOf({ raw }: FoundPackage): unknown {
  if (!(raw instanceof JsonText)) return raw;
  try {
    return raw.value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
