import { z } from 'zod';
import type { Loss } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { sameOwned } from './owned.ts';

/** Kept in the base beside the fields: what udata made of a value that it stored in its own way. */
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
  return Object.keys(shown).length === 0 ? fields : { ...fields, [SHOWN]: shown };
}

/** The entries that still hold: we want what we sent then, and udata shows what it made of it. */
export function stillShown(shown: Shown, wanted: Base, remote: Base): Shown {
  return Object.fromEntries(
    Object.entries(shown).filter(
      ([field, entry]) =>
        sameOwned(field, wanted[field], entry.sent) && sameOwned(field, remote[field], entry.shown),
    ),
  );
}

/** What udata, asked for `sent`, shows otherwise: without this memory it would be written again at every push. */
export function changedByRemote(sent: Base, remote: Base, fields: Iterable<string>): Shown {
  const shown: Shown = {};
  for (const field of fields) {
    if (!sameOwned(field, sent[field], remote[field])) {
      shown[field] = { sent: sent[field] ?? null, shown: remote[field] ?? null };
    }
  }
  return shown;
}

export function lossesOf(shown: Shown): Loss[] {
  return Object.entries(shown).map(([field, entry]) => ({
    field,
    value: (JSON.stringify(entry.sent) ?? '').slice(0, VALUE_LENGTH_MAX).toWellFormed(),
    reason:
      field === 'license'
        ? 'licence unknown to this udata'
        : `udata shows ${(JSON.stringify(entry.shown) ?? '').slice(0, VALUE_LENGTH_MAX).toWellFormed()} instead`,
  }));
}
