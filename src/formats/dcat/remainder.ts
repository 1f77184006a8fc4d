import { z } from 'zod';
import { parseClean } from '../../model/clean.ts';
import { Dataset } from '../../model/dataset.ts';
import type { Read } from '../format.ts';
import type { Term } from '../rdf/terms.ts';
import { isLiteral } from '../rdf/terms.ts';
import { asideOf, recordOf, wholeOf } from '../values/record.ts';
import type { Around, Draft } from '../values/record.ts';

/** Our own word for what a record holds and DCAT cannot say: where it was read, how terms were recognised, what was noticed. */
export const REMAINDER = 'navette:remainder';

/** One part of a record that its triples do not say: its path as in JSON Pointer, and its value; without one, it is not there. */
const Difference = z.object({ path: z.string().startsWith('/'), value: z.unknown().optional() });
export type Difference = z.infer<typeof Difference>;

const Remainder = z.array(Difference);

/** The record as it was before it was written in DCAT. A remainder that is not ours or does not fit costs itself alone. */
export function withRemainder(draft: Draft, around: Around, told: readonly Term[]): Read {
  const [literal] = told.filter(isLiteral);
  if (literal === undefined) return recordOf(draft, around);
  const remainder = Remainder.safeParse(parsed(literal.value));
  if (!remainder.success)
    return unfit(recordOf(draft, around), literal.value, 'not a remainder as Navette writes it');
  // What we wrote needs no mending: it is checked once, as it was.
  const { warnings, modified } = around;
  const warning = warnings.list();
  const whole = wholeOf(draft, warnings);
  const dataset = amended(warning === undefined ? whole : { ...whole, warning }, remainder.data);
  if ('kind' in dataset)
    return { record: { remoteId: dataset.id, dataset, ...(modified === undefined ? {} : { modified }) } };
  const read = recordOf(draft, around);
  if (!('record' in read)) return read;
  const mended = amended(read.record.dataset, remainder.data);
  if ('reason' in mended) return unfit(read, mended.value, mended.reason);
  return { record: { ...read.record, remoteId: mended.id, dataset: mended } };
}

function amended(
  record: Record<string, unknown>,
  differences: readonly Difference[],
): Dataset | { value: string | undefined; reason: string } {
  const whole: Held = { ...record };
  const copies = new Set<object>([whole]);
  for (const difference of differences)
    if (!put(whole, difference, copies))
      return { value: difference.path, reason: 'there is no such place in the record' };
  const dataset = Dataset.safeParse(whole);
  if (dataset.success) return dataset.data;
  const [issue] = dataset.error.issues;
  return { value: issue?.path.join('.'), reason: issue?.message ?? 'no record' };
}

function unfit(read: Read, value: string | undefined, reason: string): Read {
  if (!('record' in read)) return read;
  const { dataset } = read.record;
  const cut = asideOf('map', `${reason}: left out`, { value });
  const warning = {
    field: REMAINDER,
    ...(cut.value === undefined ? {} : { value: cut.value }),
    reason: cut.reason,
  };
  return {
    record: { ...read.record, dataset: { ...dataset, warning: [...(dataset.warning ?? []), warning] } },
  };
}

function parsed(text: string): unknown {
  try {
    return parseClean(text);
  } catch {
    return undefined;
  }
}

type Held = Record<string, unknown> | unknown[];

/**
 * Sets or takes away one place of what is only data: own members, whatever they are called. What is on the way is copied first, once:
 * the record as it was read stays whole.
 */
function put(whole: Held, { path, value }: Difference, copies: Set<object>): boolean {
  const names = path.slice(1).split('/');
  const steps = path.includes('~')
    ? names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    : names;
  const last = steps.pop() ?? '';
  let here = whole;
  for (const step of steps) {
    if (!Object.hasOwn(here, step)) return false;
    const inner: unknown = Reflect.get(here, step);
    if (!isHeld(inner)) return false;
    const copy = copies.has(inner) ? inner : Array.isArray(inner) ? [...inner] : { ...inner };
    copies.add(copy);
    Reflect.set(here, step, copy);
    here = copy;
  }
  if ((Array.isArray(here) && !Object.hasOwn(here, last)) || last === '__proto__') return false;
  return value === undefined ? Reflect.deleteProperty(here, last) : Reflect.set(here, last, value);
}

function isHeld(value: unknown): value is Held {
  return typeof value === 'object' && value !== null;
}
