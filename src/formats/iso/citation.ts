import type { XmlElement } from '../xml/tree.ts';
import { elementsOf, firstOf, textIn } from '../xml/tree.ts';
import { dateIn } from '../values/dates.ts';
import { some, unique } from '../values/record.ts';
import { codeOf, hrefOf, objectOf, objectsOf, propertiesOf, textOf } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Dates {
  created?: string | undefined;
  issued?: string | undefined;
  modified?: string | undefined;
  /** Dates of other kinds, and those that another of their kind outdid. */
  others: Record<string, string[]>;
}

const REVISIONS = new Set(['revision', 'lastrevision', 'lastupdate']);

/** The dates of a resource by their type. Of several revisions the last counts, of creations and publications the first. */
export function datesOf(citations: readonly XmlElement[], reading: Reading): Dates {
  const dates = new Map<string, string[]>();
  for (const citation of citations)
    for (const date of objectsOf(citation, 'date')) {
      const type = codeOf(firstOf(date, 'dateType')) ?? 'unknown';
      const read = dateIn(instantOf(firstOf(date, 'date')), typeField(type), reading.warn);
      if (read !== undefined) dates.set(type, [...(dates.get(type) ?? []), read]);
    }
  const taken = (pick: (type: string) => boolean, last: boolean): string | undefined => {
    const keys = [...dates.keys()].filter((type) => pick(type.toLowerCase()));
    const all = keys.flatMap((key) => dates.get(key) ?? []).sort();
    const found = last ? all.at(-1) : all[0];
    for (const key of keys) {
      const rest = (dates.get(key) ?? []).filter((date) => date !== found);
      if (rest.length === 0) dates.delete(key);
      else dates.set(key, rest);
    }
    return found;
  };
  const created = taken((type) => type === 'creation', false);
  const issued =
    taken((type) => type === 'publication', false) ??
    taken((type) => type === 'released' || type === 'distribution', false);
  const modified = taken((type) => REVISIONS.has(type), true);
  return { created, issued, modified, others: Object.fromEntries(dates) };
}

function typeField(type: string): string {
  const known: Readonly<Record<string, string>> = {
    creation: 'created',
    publication: 'issued',
    revision: 'modified',
  };
  return known[type] ?? `date.${type}`;
}

/** The text of a date or date-time, wherever the profile puts it. */
export function instantOf(property: XmlElement | undefined): string | undefined {
  if (property === undefined) return undefined;
  const text = textIn(property).trim();
  return text === '' ? undefined : text;
}

export interface Identifiers {
  iri?: string | undefined;
  identifier?: string[] | undefined;
  otherIdentifier?: string[] | undefined;
}

/** The identifiers of the resource: whole ones, and the codes alone where a code space came before. */
export function identifiersOf(citations: readonly XmlElement[], reading: Reading): Identifiers {
  const whole: string[] = [];
  const other: string[] = [];
  for (const object of citations.flatMap((citation) => objectsOf(citation, 'identifier'))) {
    const { identifier, code, href } = identifierOf(object, reading);
    if (identifier === undefined) continue;
    whole.push(identifier);
    if (code !== undefined && code !== identifier) other.push(code);
    if (href !== undefined && href !== identifier) other.push(href);
  }
  for (const citation of citations)
    for (const name of ['ISBN', 'ISSN']) {
      const text = textOf(firstOf(citation, name), reading);
      if (text !== undefined) other.push(`${name.toLowerCase()}:${text}`);
    }
  const all = unique(whole);
  return {
    iri: all.find((one) => /^https?:\/\/\S+$/i.test(one)),
    identifier: some(all),
    otherIdentifier: some(unique(other).filter((one) => !all.includes(one))),
  };
}

/** An `MD_Identifier` in one text: code and code space put together as they would be in an address, or with a colon. */
export function identifierOf(
  object: XmlElement | undefined,
  reading: Reading,
): { identifier?: string; code?: string; href?: string } {
  const property = firstOf(object, 'code');
  const href = hrefOf(property);
  const code = textOf(property, reading) ?? href;
  if (code === undefined) return {};
  const space = textOf(firstOf(object, 'codeSpace'), reading);
  const joined =
    space === undefined || /^[a-z][a-z0-9+.-]*:/i.test(code) || code.startsWith(space)
      ? code
      : /[/#:=]$/.test(space)
        ? `${space}${code}`
        : /^https?:\/\//i.test(space)
          ? `${space}/${code}`
          : `${space}:${code}`;
  return { identifier: joined, code, ...(href === undefined ? {} : { href }) };
}

/** A citation's title and where it leads. */
export function citedOf(
  citation: XmlElement | undefined,
  reading: Reading,
): { title?: string; url?: string } {
  const property = firstOf(citation, 'title');
  const title = textOf(property, reading);
  const online = objectOf(citation, 'onlineResource');
  const codes = propertiesOf(citation, 'identifier').flatMap((one) => elementsOf(one));
  const url =
    hrefOf(property) ??
    textOf(firstOf(online, 'linkage'), reading) ??
    codes
      .map((one) => identifierOf(one, reading).identifier)
      .find((one) => one !== undefined && /^https?:\/\//i.test(one));
  return { ...(title === undefined ? {} : { title }), ...(url === undefined ? {} : { url }) };
}
