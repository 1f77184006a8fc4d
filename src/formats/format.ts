import type { Dataset } from '../model/dataset.ts';

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
}

export interface WrittenDocument {
  head(): string;
  record(dataset: Dataset): string;
  tail(): string;
}
