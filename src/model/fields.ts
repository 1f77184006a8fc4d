import { z, type ZodType } from 'zod';
import { Coded } from './coded.ts';
import { Dataset } from './dataset.ts';
import { LangKeywords, LangText } from './text.ts';

/** One step of a path; `each`: into every entry of the list that stands there. */
export interface FieldStep {
  key: string;
  each: boolean;
}

/** A field of the model as people write it: `title.fr`, `publisher.name`, `distribution[].format`. */
export interface Field {
  path: string;
  steps: readonly FieldStep[];
  schema: ZodType;
  /** `free`: below `extra`, where anything goes. */
  kind: 'text' | 'keywords' | 'coded' | 'list' | 'object' | 'plain' | 'free';
}

/** Why a path names no field. `known` are the names that could stand at `step`. */
export interface NoField {
  path: string;
  reason: string;
  step?: string;
  known?: readonly string[];
}

const PATH_LENGTH_MAX = 200;
const STEPS_MAX = 10;
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/;

/** Finds the field that a path names. Where it leads through a list, `[]` says so; a condition may leave that out. */
export function fieldAt(path: string, options: { lenient?: boolean } = {}): Field | NoField {
  const steps = stepsOf(path);
  if (steps === undefined)
    return {
      path,
      reason: 'not a path: names with dots between, [] after a list, as in distribution[].format',
    };
  let schema: ZodType = Dataset;
  for (const [index, step] of steps.entries()) {
    const here = steps.slice(0, index).map(written).join('.');
    const next = childOf(schema, step.key, here);
    if ('reason' in next) return { path, ...next };
    schema = next.schema;
    const isLast = index === steps.length - 1;
    if (schema instanceof z.ZodArray && (step.each || !isLast)) {
      if (!step.each && options.lenient !== true)
        return {
          path,
          reason: `${step.key} is a list: write ${[...steps.slice(0, index), { ...step, each: true }, ...steps.slice(index + 1)].map(written).join('.')}`,
        };
      schema = unwrapped(schema.element);
    } else if (step.each && kindOf(schema) !== 'free')
      return { path, reason: `${step.key} is no list: write it without []` };
  }
  return { path, steps, schema, kind: kindOf(schema) };
}

export function isField(found: Field | NoField): found is Field {
  return 'steps' in found;
}

function childOf(schema: ZodType, key: string, here: string): { schema: ZodType } | Omit<NoField, 'path'> {
  if (kindOf(schema) === 'free') return { schema };
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, unknown> = schema.shape;
    const child = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (child instanceof z.ZodType) return { schema: unwrapped(child) };
    return { reason: 'unknown field', step: key, known: Object.keys(shape) };
  }
  if (schema instanceof z.ZodRecord) {
    if (schema !== LangText && schema !== LangKeywords) return { schema: unwrapped(schema.valueType) };
    if (LANGUAGE.test(key)) return { schema: unwrapped(schema.valueType) };
    return { reason: `only a language can follow ${here}, as in ${here}.fr` };
  }
  return { reason: here === '' ? 'unknown field' : `${here} has no parts` };
}

/** How a value of this schema is written. */
export function kindOf(schema: ZodType): Field['kind'] {
  if (schema === LangText) return 'text';
  if (schema === LangKeywords) return 'keywords';
  if (schema === Coded) return 'coded';
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodRecord) return 'free';
  if (schema instanceof z.ZodArray) return 'list';
  return schema instanceof z.ZodObject ? 'object' : 'plain';
}

/** Of what the entries of a list are; undefined for what is no list. */
export function entryOf(schema: ZodType): ZodType | undefined {
  return schema instanceof z.ZodArray ? unwrapped(schema.element) : undefined;
}

/** Without `optional`, which says nothing of what may stand there. */
function unwrapped(schema: unknown): ZodType {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError('a field of the model without a schema');
}

function stepsOf(path: string): FieldStep[] | undefined {
  if (path.length > PATH_LENGTH_MAX) return undefined;
  const parts = path.split('.').map((part) => /^([A-Za-z0-9_:@-]+)(\[\])?$/.exec(part));
  if (parts.length > STEPS_MAX) return undefined;
  const steps: FieldStep[] = [];
  for (const part of parts) {
    if (part?.[1] === undefined || part[1] === '__proto__' || part[1] === 'constructor') return undefined;
    steps.push({ key: part[1], each: part[2] !== undefined });
  }
  return steps;
}

function written({ key, each }: FieldStep): string {
  return each ? `${key}[]` : key;
}
