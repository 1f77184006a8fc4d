import { GEOMETRY_TYPES } from '../../model/coverage.ts';

const GEOMETRIES: ReadonlySet<string> = new Set([...GEOMETRY_TYPES, 'Feature', 'FeatureCollection']);
export const GEOJSON = 'http://www.opengis.net/ont/geosparql#geoJSONLiteral';
const VALUE_KEYS = new Set(['@value', '@type', '@language', '@direction', '@index']);
const TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

interface Manner {
  /** Objects such as `{ "en": …, "fr": … }` are text by language. */
  languageMaps: boolean;
  withoutContexts?: boolean;
}

/** A copy of an entry that the expansion takes: GeoJSON as one value, and nothing under a keyword that may not stand there. */
export function prepare(value: unknown, manner: Manner, depth = 0): unknown {
  if (depth > 100 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((member) => prepare(member, manner, depth + 1)).filter((member) => member !== null);
  const record: Record<string, unknown> = { ...value };
  if (isGeometry(record)) return { '@type': GEOJSON, '@value': JSON.stringify(record) };
  if ('@value' in record) return valueObject(record);
  if (manner.languageMaps && isLanguageMap(record))
    return Object.entries(record).flatMap(([language, texts]) =>
      [texts]
        .flat()
        .flatMap((text) => (typeof text === 'string' ? [{ '@value': text, '@language': language }] : [])),
    );
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(record)) {
    if (key === '@context') {
      if (manner.withoutContexts !== true) copy[key] = member;
    } else if (key === '@id' || key === '@index') {
      if (typeof member === 'string') copy[key] = member.trim();
    } else if (key === '@type') {
      const types = [member].flat().filter((type) => typeof type === 'string' && type !== '');
      if (types.length > 0) copy[key] = types;
    } else if (key === '@language') {
      if (typeof member === 'string') copy[key] = member;
    } else if (key === '@reverse' || key === '@included') {
      if (typeof member === 'object') copy[key] = prepare(member, manner, depth + 1);
    } else if (member !== null) copy[key] = prepare(member, manner, depth + 1);
  }
  return copy;
}

function valueObject(record: Record<string, unknown>): unknown {
  const { '@value': told, '@language': language, '@type': type } = record;
  const value = typeof told === 'object' && told !== null ? JSON.stringify(told) : told;
  if (value === null || value === undefined) return null;
  const kept = Object.entries(record).filter(
    ([key]) => VALUE_KEYS.has(key) && !['@value', '@type', '@language', '@index'].includes(key),
  );
  const tagged = typeof language === 'string' && language !== '' && typeof value === 'string';
  if (tagged) return { ...Object.fromEntries(kept), '@value': value, '@language': language };
  return { '@value': value, ...(typeof type === 'string' && type !== '' ? { '@type': type } : {}) };
}

function isGeometry(record: Record<string, unknown>): boolean {
  const { type } = record;
  return (
    typeof type === 'string' &&
    GEOMETRIES.has(type) &&
    ['coordinates', 'geometries', 'geometry', 'features'].some(
      (key) => Array.isArray(record[key]) || typeof record[key] === 'object',
    )
  );
}

function isLanguageMap(record: Record<string, unknown>): boolean {
  const entries = Object.entries(record);
  return (
    entries.length > 0 &&
    entries.every(
      ([key, text]) =>
        TAG.test(key) &&
        key !== 'id' &&
        (typeof text === 'string' || (Array.isArray(text) && text.every((one) => typeof one === 'string'))),
    )
  );
}
