import type { Dataset, Kind } from '../model/dataset.ts';

/** A record that could not be read whole: why, where, and what it said. */
export interface SetAside {
  remoteId?: string;
  /** `fetch`: the remote breaks on it. */
  stage: 'fetch' | 'parse' | 'map' | 'validate';
  field?: string;
  /** At most 500 characters. */
  value?: string;
  reason: string;
  raw?: string;
}

/** A record as read. What was dropped, repaired or guessed is in `dataset.warning`. */
export interface ReadRecord {
  /** Stable in its source: what the source calls the record. */
  remoteId: string;
  dataset: Dataset;
  /** When the record itself last changed: ISO date-time. */
  modified?: string;
  /** What was read, for the history; JSON. */
  raw?: unknown;
}

export interface ReadOptions {
  /** BCP 47, given to texts that say no language; `und` when nobody knows. */
  language?: string;
  /** Address of what is read: relative links are resolved against it. */
  base?: string;
}

export type Read = { record: ReadRecord } | { aside: SetAside };

/**
 * One way of writing metadata, read record by record: nothing but the record at hand is kept where the syntax allows.
 * Bytes that are no such text at all throw a RemoteFault `malformed`; what breaks later costs its record, or what follows it, and is told.
 */
export interface Format {
  kind: string;
  title: string;
  read(input: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncIterable<Read>;
}

/** One way of writing metadata, record by record; the pieces together are one document. */
export interface Writer {
  kind: string;
  title: string;
  open(): WrittenDocument;
  /** What of a dataset the format cannot say; left out by one that keeps everything. */
  lost?(dataset: Dataset): Lost[] | Promise<Lost[]>;
}

export interface WrittenDocument {
  head(): string;
  record(dataset: Dataset): string;
  tail(): string;
  /** The document of this one record, where that is another than head, record and tail. */
  alone?(dataset: Dataset): string;
}

/** What could not be said in a format, or not as it was: nothing is lost in silence. */
export interface Lost {
  field: string;
  value?: string;
  reason: string;
}

/** A record of a document that was read whole: seen, and mapped when its turn comes. */
export interface Seen {
  /** What `ReadRecord.remoteId` will be, where that is seen without mapping. */
  id?: string;
  /** Absent where it cannot be a record. */
  kind?: Kind;
  modified?: string;
  /** Whether `raw` holds everything that the record is made of. */
  isWhole?: true;
  raw: () => object;
  read: () => Read;
}

/** A document that was read whole, as against record by record. */
export interface WholeDocument {
  /** What it is, for people: `Turtle`. */
  syntax: string;
  /** Of the catalogue. */
  title?: string;
  records: Seen[];
  /** What could not be parsed, or only after mending. */
  notes: SetAside[];
  /** What of it is lost: its end, or a part that could not be parsed. */
  lost?: { isCut: boolean; reason: string };
}
