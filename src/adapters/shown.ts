import { z } from 'zod';
import type { Base } from './merge.ts';

/** Kept in the base beside the fields: what the remote made of a value that it stored in its own way. */
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

type Same = (field: string, a: unknown, b: unknown) => boolean;

/** The entries that still hold: we want what we sent then, and the remote shows what it made of it. */
export function stillShownBy(same: Same): (shown: Shown, wanted: Base, remote: Base) => Shown {
  return (shown, wanted, remote) =>
    Object.fromEntries(
      Object.entries(shown).filter(
        ([field, entry]) => same(field, wanted[field], entry.sent) && same(field, remote[field], entry.shown),
      ),
    );
}

/** What the remote, asked for `sent`, shows otherwise: without this memory it would be written again at every push. */
export function changedByRemoteBy(same: Same): (sent: Base, remote: Base, fields: Iterable<string>) => Shown {
  return (sent, remote, fields) => {
    const shown: Shown = {};
    for (const field of fields) {
      if (!same(field, sent[field], remote[field]))
        shown[field] = { sent: sent[field] ?? null, shown: remote[field] ?? null };
    }
    return shown;
  };
}

/** A value as a loss tells it. */
export function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, VALUE_LENGTH_MAX).toWellFormed();
}
