import { createHash } from 'node:crypto';
import type { Dataset } from '../../src/model/dataset.ts';

/** A record as a real portal shows it to anybody. */
export interface RemoteRecord {
  id: string;
  mark: string | undefined;
  /** Moves with every write, so that a write for nothing shows. */
  changedAt: string;
  /** Our key of a distribution → the remote's id of it; resources of others are under their own id. */
  resourceIds: Map<string, string>;
  /** The fields that a push owns, in the remote's own shape. */
  shown: Shown;
  /** What the remote says of its own accord, as a harvest shall tell it. */
  own?: { issued: string; modified: string; resources: Record<string, unknown>[] };
}

export type Shown = Record<string, unknown>;

/**
 * A real portal with an organisation of our own, seen from outside: nothing here goes through an adapter. What is
 * `expected` is written after the adapters' readmes, not after their code.
 */
export interface RealPeer {
  kind: 'udata' | 'ckan';
  url: string;
  /** The name of the secret setting, and the secret. */
  secretField: string;
  secret: string;
  pushSettings: Record<string, unknown>;
  harvestSettings: Record<string, unknown>;
  /** The records of our organisation that are alive. */
  records(): Promise<RemoteRecord[]>;
  /** Whether strangers are told that it is gone. */
  isGone(id: string): Promise<boolean>;
  /** Whether this request makes a record. */
  creates(method: string, path: string): boolean;
  /** Adds a resource as another editor would, and gives its id. */
  addResource(id: string): Promise<string>;
  /** A resource, whole. */
  resource(id: string, resourceId: string): Promise<unknown>;
  /** What a push of the dataset must make the record show. */
  expected(dataset: Dataset, mark: string): Shown;
  /** What harvesting the record must bring back, coded values by their code. */
  expectedBack(dataset: Dataset, record: RemoteRecord): Shown;
  /** Fields that are the remote's own by nature: their difference is no loss. */
  readOnly: readonly string[];
  /** Deletes what earlier runs left in our organisation. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** One name for all runs of a checkout, so that runs reuse what they made and two checkouts never meet. */
export const ORGANIZATION = `navette-essais-${createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)}`;
