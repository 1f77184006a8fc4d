import type { Coded } from '../../model/coded.ts';
import type { LangText } from '../../model/text.ts';
import { isLink } from '../../model/link.ts';
import type { Reference } from '../../model/link.ts';
import { isJson, textOf } from '../values/json-fields.ts';
import { referenceIn, referenceOf } from '../values/links.ts';
import { licenseOf } from '../values/terms.ts';
import { langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';

/** What the reading of an entry needs to know. */
export interface Reading {
  warn: Warn;
  language: string;
  base: string | undefined;
}

const TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** A text, or texts by language as some feeds give them. */
export function textIn(
  value: unknown,
  field: string,
  { warn, language }: Reading,
  manner: { name?: boolean; many?: 'join' } = {},
): LangText | undefined {
  return langText(toldIn(value), { field, warn, fallback: language, ...manner });
}

/** A dataset has one licence: another is told. */
export function onlyLicense(told: readonly unknown[], reading: Reading): Coded | undefined {
  const [first, ...others] = told;
  for (const other of others)
    reading.warn(
      'license',
      textOf(other) ?? JSON.stringify(other),
      'a second one beside the one kept: left out',
    );
  return licenseIn(first, reading);
}

/** A document by its address, in words, or in the words and address of an object. */
export function documentIn(value: unknown): Reference | undefined {
  const text = textOf(value);
  if (text !== undefined) return referenceIn(text);
  if (!isJson(value)) return undefined;
  const urls = [value['location'], value['url'], value['accessURL'], value['@id']].flatMap(
    (one) => textOf(one) ?? [],
  );
  return referenceOf(
    urls.find(isLink),
    textOf(value['title'] ?? value['label'] ?? value['name']),
    textOf(value['citation'] ?? value['description']),
  );
}

function licenseIn(value: unknown, { language }: Reading): Coded | undefined {
  if (isJson(value)) {
    const title = textOf(value['title']) ?? textOf(value['name']) ?? textOf(value['rdfs:label']);
    return licenseOf({
      uri: textOf(value['@id']) ?? textOf(value['url']) ?? textOf(value['uri']) ?? textOf(value['@value']),
      ...(title === undefined ? {} : { label: { [language]: title } }),
    });
  }
  const text = textOf(value);
  if (text === undefined) return undefined;
  return licenseOf(isLink(text.trim()) ? { uri: text.trim() } : { label: { [language]: text } });
}

function toldIn(value: unknown): Told[] {
  if (Array.isArray(value)) return value.flatMap(toldIn);
  if (!isJson(value)) {
    const text = textOf(value);
    return text === undefined ? [] : [{ value: text }];
  }
  const { '@value': inner, '@language': tag } = value;
  if (typeof inner === 'string') return [{ value: inner, language: textOf(tag) }];
  return Object.entries(value).flatMap(([language, text]) =>
    TAG.test(language) && typeof text === 'string' ? [{ value: text, language }] : [],
  );
}
