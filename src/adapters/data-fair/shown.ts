import { z } from 'zod';
import type { Loss } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { sameOwned } from './owned.ts';

/** Kept in the base beside the fields: what Data Fair made of a value that it stored in its own way. */
const SHOWN = '~shown';
const Shown = z.record(z.string(), z.object({ sent: z.unknown(), shown: z.unknown() })).catch({});
export type Shown = z.infer<typeof Shown>;

const VALUE_LENGTH_MAX = 200;

export function splitBase(base: Base | undefined): { fields: Base | undefined; shown: Shown } {
  if (base === undefined) return { fields: undefined, shown: {} };
  const { [SHOWN]: shown, ...fields } = base;
  return { fields, shown: Shown.parse(shown ?? {}) };
}

export function joinBase(fields: Base, shown: Shown): Base {
  const settled: Base = { ...fields };
  for (const [field, entry] of Object.entries(shown)) settled[field] = entry.shown;
  return Object.keys(shown).length === 0 ? settled : { ...settled, [SHOWN]: shown };
}

/** The entries that still hold: we want what we sent then, and Data Fair shows what it made of it. */
export function stillShown(shown: Shown, wanted: Base, remote: Base): Shown {
  return Object.fromEntries(
    Object.entries(shown).filter(
      ([field, { sent, shown: then }]) =>
        sameOwned(field, wanted[field], sent) && sameOwned(field, remote[field], then),
    ),
  );
}

/** What Data Fair, asked for `sent`, shows otherwise: without this memory it would be written again at every push. */
export function changedByRemote(sent: Base, remote: Base, fields: Iterable<string>): Shown {
  const shown: Shown = {};
  for (const field of fields) {
    if (!sameOwned(field, sent[field], remote[field]))
      shown[field] = { sent: sent[field] ?? null, shown: remote[field] ?? null };
  }
  return shown;
}

export function lossesOf(shown: Shown): Loss[] {
  return Object.entries(shown).map(([field, { sent, shown: now }]) => ({
    field,
    value: excerpt(sent),
    reason: `Data Fair shows ${excerpt(now)} instead`,
  }));
}

function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, VALUE_LENGTH_MAX).toWellFormed();
}
