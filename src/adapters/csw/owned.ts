import { stableJson } from '../../model/fingerprint.ts';
import { markIn } from '../../formats/iso/mark.ts';
import { elementsOf, firstOf } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import { everOurs } from '../merge.ts';
import type { Base } from '../merge.ts';
import { MARK_FIELD } from '../whole-record.ts';
import { filesIn, pagesIn } from './online.ts';
import { plainOf } from './plain.ts';
import { SECTIONS } from './sections.ts';
import type { Section } from './sections.ts';

export const FILE_FIELD = 'distribution.';
export const PAGES_FIELD = 'page';

/** All that a record of ours says, field by field. */
export function everythingIn(root: XmlElement): Base {
  const fields: Base = {};
  for (const section of SECTIONS) {
    const members = told(membersOf(root, section));
    const value = section.many === true ? members : members[0];
    if (value !== undefined && members.length > 0) fields[section.field] = value;
  }
  for (const [key, file] of filesIn(root)) fields[FILE_FIELD + key] = file.plain;
  const pages = told(pagesIn(root));
  if (pages.length > 0) fields[PAGES_FIELD] = pages;
  fields[MARK_FIELD] = markIn(root) ?? null;
  return fields;
}

/** What a record shows of what is ours; of what others may add to, the members that are. */
export function shownOf(root: XmlElement, wanted: Base, base: Base | undefined): Base {
  const all = everythingIn(root);
  const shown: Base = {};
  for (const [field, value] of Object.entries(all)) {
    if (!isMany(field)) {
      shown[field] = value;
      continue;
    }
    const known = ownMembers(field, wanted, base);
    const members = (Array.isArray(value) ? value : []).filter((member) => known.has(stableJson(member)));
    if (members.length > 0) shown[field] = inOrderOf(wanted[field], members);
  }
  return shown;
}

/** Members of a part that others may add to, which are ours: wanted now, or sent before. */
export function ownMembers(field: string, wanted: Base, base: Base | undefined): Set<string> {
  const values = [wanted[field], ...everOurs(base, field)];
  return new Set(
    values.flatMap((value) => (Array.isArray(value) ? value : [])).map((one) => stableJson(one)),
  );
}

export function membersOf(root: XmlElement, { path, property }: Section): XmlElement[] {
  return elementsOf(containerOf(root, path), property);
}

export function containerOf(root: XmlElement, path: readonly string[]): XmlElement | undefined {
  let here: XmlElement | undefined = root;
  for (const step of path) here = step === '*' ? elementsOf(here)[0] : firstOf(here, step);
  return here;
}

function isMany(field: string): boolean {
  return (
    field === PAGES_FIELD || SECTIONS.some((section) => section.field === field && section.many === true)
  );
}

/** What says nothing (a mandatory property that is only said to be missing) is not there. */
function told(elements: readonly XmlElement[]): unknown[] {
  return elements.map(plainOf).filter((value) => value !== '' && !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A catalogue that sorts them otherwise shows the same. */
function inOrderOf(wanted: unknown, members: unknown[]): unknown[] {
  if (!Array.isArray(wanted)) return members;
  const places = new Map(wanted.map((one, index) => [stableJson(one), index]));
  const placeOf = (one: unknown): number => places.get(stableJson(one)) ?? places.size;
  return members.toSorted((a, b) => placeOf(a) - placeOf(b));
}
