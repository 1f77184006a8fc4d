import {
  hasHistory,
  keepWaiting,
  relatives,
  type HeldRecord,
  type Relative,
} from '../src/ledger/held-records.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import type { SeenRecord } from '../src/ledger/records.ts';
import type { Run } from '../src/ledger/runs.ts';
import { aliasesOf, sourcesOf, type Alias } from '../src/model/aliases.ts';
import type { Dataset } from '../src/model/dataset.ts';
import { otherId } from './renames.ts';

interface Fresh extends SeenRecord {
  record: { dataset: Dataset };
}

/**
 * Of records under ids that are not known yet, those that may be known ones wait, and are not made a second time; the
 * others are given back, ready to be written.
 */
export async function setApart<T extends Fresh>(
  tx: Tx,
  run: Run,
  fresh: readonly T[],
  rawOf: (item: T) => { raw?: string } = () => ({}),
): Promise<{ ready: T[]; waiting: number }> {
  if (fresh.length === 0 || !(await hasHistory(tx, run))) return { ready: [...fresh], waiting: 0 };
  const named = fresh.map((item) => ({ item, aliases: aliasesOf(item.record.dataset) }));
  const here = new Set(fresh.map(({ key }) => key));
  const hashes = named.flatMap(({ aliases }) => aliases.map(({ hash }) => hash));
  const known = (await relatives(tx, run, hashes)).filter(({ key }) => !here.has(key));
  if (known.length === 0) return { ready: [...fresh], waiting: 0 };
  const ready: T[] = [];
  const waiting: HeldRecord[] = [];
  for (const { item, aliases } of named) {
    const old = likeness(
      aliases,
      known.filter(({ seen }) => !seen),
    );
    if (old === undefined) ready.push(ownId(item, known));
    else
      waiting.push({
        ...item,
        ...namesOf(item.record.dataset),
        dataset: item.record.dataset,
        ...old,
        ...rawOf(item),
      });
  }
  await keepWaiting(tx, run, waiting);
  return { ready, waiting: waiting.length };
}

export function namesOf(dataset: Dataset): { aliases: string[]; sources: string[] } {
  return { aliases: aliasesOf(dataset).map(({ hash }) => hash), sources: sourcesOf(dataset) };
}

/** The one known record that shares the strongest alias that any shares; an alias that several share tells nothing. */
function likeness(
  aliases: readonly Alias[],
  known: readonly Relative[],
): Pick<HeldRecord, 'oldKey' | 'rung'> | undefined {
  for (const { hash, rung } of aliases) {
    const [first, ...others] = known.filter((one) => one.aliases.includes(hash));
    if (first !== undefined && others.length === 0) return { oldKey: first.key, rung };
  }
  return undefined;
}

/** A source may give an id that it has taken away from a renamed record to another one. */
function ownId<T extends Fresh>(item: T, known: readonly Relative[]): T {
  const taken = known.find(({ datasetId }) => datasetId === item.datasetId);
  if (taken === undefined) return item;
  return { ...item, datasetId: otherId(item.datasetId, { remoteId: item.remoteId, oldKey: taken.key }) };
}
