import type { ZodType } from 'zod';
import type { Http } from '../http/http.ts';
import type { Dataset, Kind } from '../model/dataset.ts';
import type { Distribution } from '../model/distribution.ts';
import type { Base, Conflict, EditPolicy, FieldDiff } from './merge.ts';

/** What one call of an adapter works with. */
export interface Session<S> {
  /** Parsed by the adapter's own schema; secret fields hold the real secret. */
  settings: S;
  /** Bound to the call's abort signal and to the secrets in `settings`. */
  http: Http;
  /** Ends the call: no further request is sent once it is aborted. */
  signal: AbortSignal;
  /** Prefix of the marks that this installation leaves on remote records, for example `9f3c2a1b`. */
  installation: string;
  now(): Date;
}

/** What a harmless look at the remote tells. A wrong key is a fault `unauthorised`, never a report. */
export interface ProbeReport {
  /** Name and version of the software: `udata 17.18.0`. */
  software: string;
  title?: string;
  /** Who the remote takes us for; absent when anonymous. */
  identity?: string;
  /** In words, one capability each: «may publish in Ville de Test». */
  rights: string[];
  /** Whether a push with these settings can work, and if not, why in words of the owner. */
  mayPush: boolean;
  reason?: string;
  /** Records that a harvest would list, where the remote tells. */
  records?: number;
}

export interface ListOptions {
  /** Records asked for in one page; the remote may give fewer. */
  pageSize: number;
  kinds: readonly Kind[];
  /** Only what changed since: ISO date-time by the remote's clock. Absent: everything. */
  modifiedSince?: string;
}

/**
 * How far a listing can be believed. `complete`: every record that existed all along was in it, proved by counts.
 * `moving`: it changed too much underneath. `truncated`: there was more than we were given. `suspicious`: something
 * does not add up, `reason` says what.
 */
export interface Verdict {
  state: 'complete' | 'moving' | 'truncated' | 'suspicious';
  reason?: string;
  /** What the remote announced at the end, and how many distinct records came. */
  announced?: number;
  received: number;
}

/** A record that could not be read whole: why, where, and what it said. */
export interface SetAside {
  remoteId?: string;
  stage: 'parse' | 'map' | 'validate';
  field?: string;
  /** At most 500 characters. */
  value?: string;
  reason: string;
  raw?: string;
}

/** A record as listed, mapped. `mark` is what a Navette wrote on it, ours or another's: it came by a push. */
export interface ListedRecord {
  remoteId: string;
  dataset: Dataset;
  mark?: string;
}

export interface Page {
  records: ListedRecord[];
  setAside: SetAside[];
  /** What the remote announces as the size of the whole listing at this moment. */
  announced?: number;
  /** Where to go on: opaque text, never the same twice in one listing. Absent on the last page. */
  next?: string;
  /** On the last page only. */
  verdict?: Verdict;
}

/** What could not be carried to the remote, or not whole: the plan shows it, nothing is lost silently. */
export interface Loss {
  field: string;
  value?: string;
  reason: string;
}

/** What a put is about to write. */
export interface PutPlan {
  action: 'create' | 'update';
  /** The record that would be written; absent before a create. */
  remoteId?: string;
  /** From what the remote shows to what we want; for a create every field from nothing. */
  diff: FieldDiff[];
  /** Known before anything is sent. What the remote refuses or respells comes on top, in the result. */
  losses: Loss[];
}

/** A write to one remote record. */
export interface PutRequest {
  dataset: Dataset;
  /** Ours for this dataset on this connector: `<installation>/<connector>/<dataset>`. Written into the record. */
  mark: string;
  /** Known from an earlier put; absent before the first. */
  remoteId?: string;
  /** A create was declared before and nobody knows whether it arrived: the mark is looked for far back, not only among the newest records. */
  intended?: boolean;
  /** The part of the remote record that we own, as our last put left it; absent before the first. */
  base?: Base;
  /** Our key of a distribution → the remote's id of it. */
  distributionIds: Readonly<Record<string, string>>;
  /** What to do with owned fields that somebody edited on the remote. */
  edits: EditPolicy;
  /** What to do when the record that we made is gone from the remote. */
  gone: 'recreate' | 'stop';
  /**
   * Awaited before the first write of any kind and before `intend`: told what will be written, and may throw to stop the
   * put. Told again only when the record changed under our hands and had to be looked at once more. Never told when there
   * is nothing to write.
   */
  planned?(plan: PutPlan): Promise<void> | void;
  /**
   * Awaited before a create is sent, with the owned fields that it will hold: both are durable first, so that a record whose
   * answer was lost is known by more than its mark.
   */
  intend(sent: Base): Promise<void>;
  /** Awaited as soon as the remote tells the new record's id, before anything else is sent. */
  created(remoteId: string): Promise<void>;
  /** Awaited before each write: throws when another attempt has taken over. */
  guard(): Promise<void>;
}

export interface PutResult {
  remoteId: string;
  /** The record's public page. */
  url?: string;
  /** How it ended: nothing to write, or what was written. `conflict`: policy `ask`, nothing was written. */
  action: 'created' | 'updated' | 'unchanged' | 'conflict';
  /** To be handed back as `base` and `distributionIds` next time. */
  base: Base;
  distributionIds: Record<string, string>;
  diff: FieldDiff[];
  conflicts: Conflict[];
  losses: Loss[];
}

/** What a dataset becomes on this remote, without touching it: for plans and for `convert --to`. */
export interface Projection {
  /** The remote's shape of it, as it would be sent on a create. */
  body: unknown;
  losses: Loss[];
}

/** Some rows of a table that a remote keeps beside a file. */
export interface TablePage {
  columns: string[];
  /** In the order of the table's key; values as the remote writes them. */
  rows: unknown[][];
  /** What the remote announces as the size of the table at this moment. */
  total: number;
  /** Where to go on; absent on the last page. */
  next?: string;
}

/** Tables that a remote keeps beside its files. */
export interface Tables<S> {
  /** Id of the table that holds what the distribution's file holds; undefined where there is none. */
  of(distribution: Distribution): string | undefined;
  /** The page behind `after`, or the first. */
  page(session: Session<S>, table: string, after: string | undefined): Promise<TablePage>;
}

/** What `read` makes of a file that holds an answer of such a remote. */
export interface ReadResult {
  records: ListedRecord[];
  setAside: SetAside[];
}

/**
 * One remote protocol. An adapter has no state: everything it needs comes with the call. Operations that a remote
 * does not have are left out, and that is how capabilities are told. All faults are `RemoteFault`s.
 */
export interface Adapter<S = unknown> {
  /** Short name in configuration files: `udata`. */
  kind: string;
  /** Name for people. */
  title: string;
  /** Secret fields carry `.meta({ secret: true })`; every field has a description. */
  Settings: ZodType<S>;
  /** The address that the settings name, for messages and per-host limits. */
  address(settings: S): string;
  probe(session: Session<S>): Promise<ProbeReport>;
  /** The page at `cursor`, or the first. The same cursor gives the same page while the remote stays as it is. */
  list?(session: Session<S>, cursor: string | undefined, options: ListOptions): Promise<Page>;
  /** One record by its remote id; undefined when it is gone. */
  get?(session: Session<S>, remoteId: string): Promise<ListedRecord | undefined>;
  /** Creates or brings up to date; idempotent, also after a lost answer. */
  put?(session: Session<S>, request: PutRequest): Promise<PutResult>;
  /** Takes the record away; succeeds when it is gone already. */
  remove?(session: Session<S>, remoteId: string, guard: () => Promise<void>): Promise<void>;
  /** The id of the record that carries this mark, looked up on the remote. */
  find?(session: Session<S>, mark: string): Promise<string | undefined>;
  /** Reads what such a remote would answer, offline. Throws `RemoteFault` `malformed` when nothing in it can be read. */
  read?(text: string): ReadResult;
  tables?: Tables<S>;
  /** Headers that open the remote's own files; sent to the origin of `address` alone. */
  credentials?(settings: S): Record<string, string>;
  /** What would be sent for a dataset, offline, with vocabulary defaults instead of the remote's lists. */
  project?(dataset: Dataset): Projection;
}

/** Ties an adapter's settings type to its functions. */
export function defineAdapter<S>(adapter: Adapter<S>): Adapter<S> {
  return adapter;
}
