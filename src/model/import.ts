import type { Checksum } from './distribution.ts';

/** Where the data of one distribution comes from, and what its record says of it. */
export interface Source {
  /** Of the file; absent when there is only a table. */
  url?: string;
  /** Id of the table that the remote keeps, where it has one. */
  table?: string;
  /** Which of the two is tried first. */
  first: 'file' | 'table';
  /** Short names: `csv`; and `gz` or `zip` around it. */
  format?: string;
  wrapped?: string;
  mediaType?: string;
  title?: string;
  byteSize?: number;
  checksum?: Checksum;
  modified?: string;
}

/** What the remote said with the content that was had last, and its hash. Content that is held counts too. */
export interface Fetched {
  url: string;
  sha256: string;
  bytes: number;
  etag?: string;
  /** As the remote wrote it; only one that is worth something. */
  lastModified?: string;
  /** As declared by the record at that time. */
  checksum?: Checksum;
  rows?: number;
}

/** A file that is not whole yet: how much of it is durable, and of which version of the remote's file. */
export interface Partial {
  name: string;
  url: string;
  got: number;
  total?: number;
  etag?: string;
  lastModified?: string;
  /** Where the next page of a table begins, and how many rows there are so far. */
  after?: string;
  rows?: number;
}

/** What was seen in content when it was read through. */
export interface Inspected {
  sha256: string;
  bytes: number;
  /** Short name of what it really is; absent when nobody can tell. */
  format?: string;
  compress?: 'gzip' | 'zip';
  rows?: number;
  columns?: string[];
}

/** A whole new version that waits for a decision. */
export interface Held extends Inspected {
  reason: string;
  /** ISO date-time. */
  at: string;
}
