import type { Format } from './format.ts';
import { csw } from './csw/index.ts';
import { iso } from './iso/index.ts';

/** Every format that is read by itself. Adding one is a folder and a line here. */
const FORMATS: readonly Format[] = [csw, iso];

export function formatOf(kind: string): Format | undefined {
  return FORMATS.find((format) => format.kind === kind);
}

/** In alphabetical order. */
export function formatKinds(): string[] {
  return FORMATS.map((format) => format.kind).sort();
}
