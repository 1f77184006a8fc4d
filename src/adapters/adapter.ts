import type { ZodType } from 'zod';
import type { ReadRecord, SetAside } from '../formats/format.ts';
import type { Http } from '../http/http.ts';
import type { Digests } from '../http/spool.ts';
import type { Coded } from '../model/coded.ts';
import type { Dataset, Kind } from '../model/dataset.ts';
import type { Distribution } from '../model/distribution.ts';
import type { Base, Conflict, EditPolicy, FieldDiff } from './merge.ts';
import type { Look, Sighting } from './look.ts';

export type { SetAside } from '../formats/format.ts';

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

/**
 * The part of a connector's filter that a remote may carry out itself: every wanted record passes all of these tests. An
 * adapter may leave out what fails one, never anything else; what it leaves in is tested again, so it may ignore them.
 */
export interface ListFilter {
  /** The only identifiers that the publisher may have. */
  publisherIds?: readonly string[];
  /** Of the record's own licence, or of one of its distributions. */
  license?: (license: Coded) => boolean;
}

export interface ListOptions {
  /** Records asked for in one page; the remote may give fewer. */
  pageSize: number;
  kinds: readonly Kind[];
  /** Only what changed since: ISO date-time by the remote's clock. Absent: everything. */
  modifiedSince?: string;
  filter?: ListFilter;
  /** Which of these the caller holds just as the remote shows them: they need not be read, only named in `same`. */
  known?: (found: readonly FoundRecord[]) => Promise<ReadonlySet<string>>;
  /** Told where the next page begins as soon as that is known, so that it can be asked for while this one is read. */
  onNext?: (cursor: string) => void;
}

/** A record as the remote shows it, not yet read. */
export interface FoundRecord {
  remoteId: string;
  /** What `ListedRecord.raw` would be. */
  raw: object;
}

/** A record that is as the caller holds it. */
export interface SameRecord {
  remoteId: string;
  modified?: string;
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

/**
 * A record as listed, mapped. `mark` is what a Navette wrote on it, ours or another's: it came by a push. `modified` is by the
 * remote's clock, the one that `modifiedSince` goes by.
 */
export interface ListedRecord extends ReadRecord {
  mark?: string;
}

export interface Page {
  records: ListedRecord[];
  setAside: SetAside[];
  /** Those that the caller said it knows. */
  same?: SameRecord[];
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

/** A way of taking a record out of the public's sight from which it can come back as the same record. */
export type Withdrawal = 'archive' | 'private';
/** What happens to the record of a dataset that shall not be on the remote any more. */
export type Removal = 'delete' | Withdrawal;

export interface WithdrawRequest {
  remoteId: string;
  /** A record that carries another one is not ours. */
  mark: string;
  how: Withdrawal;
  /** Ways in which we took it out of sight before: another one than `how` is undone. */
  withdrawn: readonly Withdrawal[];
  /** Awaited before the first write, with what it changes; never told when there is nothing to write. May throw to stop it. */
  planned(diff: FieldDiff[]): Promise<void> | void;
  guard(): Promise<void>;
}

/** A record that carries a mark. */
export interface MarkedRecord {
  remoteId: string;
  mark: string;
}

/** A file that goes along with a dataset, in place of the link to it. */
export interface PutFile {
  /** With the ending that its format has. */
  name: string;
  mediaType: string;
  length: number;
  digests: Digests;
  /** Awaited before the first write of a put that is going to send it: from then on `read` cannot fail by the source's fault. */
  ready(): Promise<void>;
  /** The bytes from `start` on, up to `end` or the file's own; as often as asked. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
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
  /** Files to upload, by the place of their distribution in the dataset; the other distributions are links. */
  files?: ReadonlyMap<number, PutFile>;
  /** Our key of a distribution → the remote's id of it. */
  distributionIds: Readonly<Record<string, string>>;
  /** What to do with owned fields that somebody edited on the remote. */
  edits: EditPolicy;
  /** What to do when the record that we made is gone from the remote: make it again, or throw `RecordGone`. */
  gone: 'recreate' | 'stop';
  /** Ways in which we took the record out of sight: those that still show are undone with whatever else is written. */
  withdrawn?: readonly Withdrawal[];
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
  /** Whether `put` takes files. */
  uploads?: boolean;
  /** The address that the settings name, for messages and per-host limits. */
  address(settings: S): string;
  probe(session: Session<S>): Promise<ProbeReport>;
  /**
   * Who the remote takes us for now, undefined when anonymous: what `probe` tells, for the price of one request. Where it
   * is left out, `probe` is asked.
   */
  identity?(session: Session<S>): Promise<string | undefined>;
  /** The page at `cursor`, or the first. The same cursor gives the same page while the remote stays as it is. */
  list?(session: Session<S>, cursor: string | undefined, options: ListOptions): Promise<Page>;
  /**
   * Past the one record at `cursor` that the remote cannot give, where its protocol can step over one: the place after it,
   * and its id where the remote tells that much. Undefined when there is nothing to step over. A remote that has it also
   * lets the page size change from one page to the next, down to one.
   */
  skip?(
    session: Session<S>,
    cursor: string | undefined,
    options: ListOptions,
  ): Promise<{ next: string; remoteId?: string } | undefined>;
  /** `list` keeps to `modifiedSince`, by a date that the remote moves when it changes a record. */
  incremental?: true;
  /** One record by its remote id; undefined when it is gone. */
  get?(session: Session<S>, remoteId: string): Promise<ListedRecord | undefined>;
  /** Creates or brings up to date; idempotent, also after a lost answer. */
  put?(session: Session<S>, request: PutRequest): Promise<PutResult>;
  /** Takes the record away; succeeds when it is gone already. */
  remove?(session: Session<S>, remoteId: string, guard: () => Promise<void>): Promise<void>;
  /** What this remote can do with records that shall go; deleting alone when absent. */
  removals?(settings: S): readonly Removal[];
  /**
   * Takes the record out of sight and reads back that it is. `unchanged`: it was so already. `gone`: there is no record
   * any more. A put with `withdrawn` brings the same record back.
   */
  withdraw?(session: Session<S>, request: WithdrawRequest): Promise<'withdrawn' | 'unchanged' | 'gone'>;
  /**
   * The records whose mark starts so, as far as the remote tells them cheaply (many in one request), in pages. `next` is
   * where to go on, absent at the end.
   */
  marked?(
    session: Session<S>,
    prefix: string,
    cursor: string | undefined,
  ): Promise<{ records: MarkedRecord[]; next?: string }>;
  /** The id of the record that carries this mark, looked up on the remote. */
  find?(session: Session<S>, mark: string): Promise<string | undefined>;
  /** Reads what such a remote would answer, offline. Throws `RemoteFault` `malformed` when nothing in it can be read. */
  read?(text: string): ReadResult;
  tables?: Tables<S>;
  /**
   * Whether a remote of this kind stands behind an address that somebody gave, and the settings that lead to it: of a portal,
   * or of anything on it that a browser shows. Only looks; asks for little, and for nothing that needs a key.
   */
  detect?(look: Look): Promise<Sighting[]>;
  /** Headers that open the remote's own files; sent to the origin of `address` alone. */
  credentials?(settings: S): Record<string, string>;
  /** What would be sent for a dataset, offline, with vocabulary defaults instead of the remote's lists. */
  project?(dataset: Dataset): Projection;
}

/** Moves when an adapter that keeps to this contract would have to be changed. Adapters from packages say which one they keep to. */
export const CONTRACT_VERSION = 1;

/** Ties an adapter's settings type to its functions. */
export function defineAdapter<S>(adapter: Adapter<S>): Adapter<S> {
  return adapter;
}
