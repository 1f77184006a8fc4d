import type { Thing } from './tree.ts';

/** A syntax of RDF, written record by record. */
export interface Syntax {
  kind: string;
  title: string;
  head: () => string;
  /** `isFirst`: nothing stands between it and the head. */
  record(made: Thing, isFirst: boolean): string;
  tail: () => string;
}
