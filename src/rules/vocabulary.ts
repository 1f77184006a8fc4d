import type { Coded } from '../model/coded.ts';
import { matchAccessRights } from '../vocabularies/access-rights.ts';
import { matchFormat } from '../vocabularies/formats.ts';
import { matchFrequency } from '../vocabularies/frequencies.ts';
import { matchHvdCategory } from '../vocabularies/hvd.ts';
import { matchLicense } from '../vocabularies/licenses.ts';
import { matchAvailability, matchStatus } from '../vocabularies/status.ts';
import { matchTheme } from '../vocabularies/themes.ts';

export type Matcher = (raw: string) => Readonly<Coded>;

/** The vocabularies of coded fields, by the field's name wherever it stands. A `type` has none: it is kept as written. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  license: (raw) => matchLicense(raw),
  format: (raw) => matchFormat({ format: raw }).format ?? unrecognised(raw),
  frequency: matchFrequency,
  theme: matchTheme,
  accessRights: matchAccessRights,
  hvdCategory: matchHvdCategory,
  status: matchStatus,
  availability: matchAvailability,
};

export function matcherOf(field: string): Matcher | undefined {
  return Object.hasOwn(MATCHERS, field) ? MATCHERS[field] : undefined;
}

export function unrecognised(raw: string): Coded {
  return { raw, method: 'none', confidence: 0 };
}
