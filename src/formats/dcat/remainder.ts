import { z } from 'zod';
import { cleanJson } from '../../model/clean.ts';
import { Dataset } from '../../model/dataset.ts';
import type { Read } from '../format.ts';
import type { Term } from '../rdf/terms.ts';
import { isLiteral } from '../rdf/terms.ts';
import { asideOf } from '../values/record.ts';

/** Our own word for what a record holds and DCAT cannot say: where it was read, how terms were recognised, what was noticed. */
export const REMAINDER = 'navette:remainder';

/** One part of a record that its triples do not say: its path as in JSON Pointer, and its value; without one, it is not there. */
const Difference = z.object({ path: z.string().startsWith('/'), value: z.unknown().optional() });
export type Difference = z.infer<typeof Difference>;

const Remainder = z.array(Difference);

/** The record as it was before it was written in DCAT. A remainder that is not ours or does not fit costs itself alone. */
export function withRemainder(read: Read, told: readonly Term[]): Read {
  const [literal] = told.filter(isLiteral);
  if (literal === undefined || !('record' in read)) return read;
  const remainder = Remainder.safeParse(parsed(literal.value));
  if (!remainder.success) return unfit(read, literal.value, 'not a remainder as Navette writes it');
  const whole: unknown = JSON.parse(JSON.stringify(read.record.dataset));
  for (const difference of remainder.data)
    if (!put(whole, difference)) return unfit(read, difference.path, 'there is no such place in the record');
  const dataset = Dataset.safeParse(whole);
  if (!dataset.success)
    return unfit(
      read,
      dataset.error.issues[0]?.path.join('.'),
      dataset.error.issues[0]?.message ?? 'no record',
    );
  return { record: { ...read.record, remoteId: dataset.data.id, dataset: dataset.data } };
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
    return cleanJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Sets or takes away one place of what is only data: own members, whatever they are called. */
function put(whole: unknown, { path, value }: Difference): boolean {
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop() ?? '';
  let here = whole;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return false;
    here = Object.getOwnPropertyDescriptor(here, step)?.value;
  }
  if (typeof here !== 'object' || here === null) return false;
  if (Array.isArray(here) && !Object.hasOwn(here, last)) return false;
  if (value === undefined) return Reflect.deleteProperty(here, last);
  return Reflect.defineProperty(here, last, { value, enumerable: true, writable: true, configurable: true });
}
