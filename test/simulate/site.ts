import type { FaultProxy } from '../support/fault-proxy.ts';

/** One of our records as the portal shows it, in words of neither portal. */
export interface Shown {
  id: string;
  mark: string;
  title: string;
  description: string;
  tags: string[];
  license: string;
  /** `2020-01-01/2020-12-31`, or empty. */
  temporal: string;
  files: { key: string; url: string; title: string }[];
  /** Without ours. */
  extras: Record<string, string>;
}

/** What somebody's hand left on a record: owned fields that now show something else, and things that were never ours. */
export interface Touch {
  recordId: string;
  /** `title`, `description`, `license`, `tags`, `temporal`, `file:<key>`. */
  fields: Record<string, string>;
  foreign?: { kind: 'extra' | 'file' | 'tag'; name: string };
  gone?: true;
}

/** People who use a portal beside us: they come by the front door, not through the proxy. */
export interface People {
  /** All live records of the organisation that carry a mark of a Navette. */
  records(): Promise<Shown[]>;
  touch(act: string, record: Shown, n: number): Promise<Touch>;
}

/** A portal for one story. */
export interface Site extends People {
  kind: 'udata' | 'ckan';
  url: string;
  /** Of our account there. */
  key: string;
  organization: string;
  /** Licences that it has no word for, and shows as none. */
  unknownLicenses: ReadonlySet<string>;
  /** Writes by us to one record that overlapped in time; `through` has seen all of ours. */
  overlaps(through: FaultProxy): string[];
  close(): Promise<void>;
}

export const theirText = (n: number): string => `Par quelqu'un d'autre, ${n}`;
export const theirFile = (n: number): string => `https://elsewhere.example.org/${n}.ods`;
/** Marks requests that are not ours in the portal's log. */
export const SOMEBODY = 'somebody=1';

interface Logged {
  path: string;
  write: boolean;
  datasetId?: string;
  startedAt: number;
  endedAt: number;
}

/** Pairs of our writes to one record of which the second began before the first had ended. */
export function overlapsIn(entries: readonly Logged[]): string[] {
  const found: string[] = [];
  const before = new Map<string, Logged>();
  for (const entry of entries) {
    if (!entry.write || entry.datasetId === undefined || entry.path.includes(SOMEBODY)) continue;
    const last = before.get(entry.datasetId);
    if (last !== undefined && (last.endedAt === 0 || entry.startedAt < last.endedAt))
      found.push(`two writes at once to ${entry.datasetId}: ${last.path}, ${entry.path}`);
    before.set(entry.datasetId, entry);
  }
  return found;
}
