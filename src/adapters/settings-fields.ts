import type { ZodType } from 'zod';
import { fieldsOf } from '../model/shape.ts';

/** The names of the fields that hold secrets; one within another field is dotted. */
export function secretFields(Settings: ZodType): string[] {
  return fieldsOf(Settings).flatMap((field) => (field.secret ? [field.name] : []));
}
