import { stableJson } from '../../model/fingerprint.ts';
import { elementsOf, firstOf } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import type { Base, Merge } from '../merge.ts';
import { MARK_FIELD } from '../whole-record.ts';
import { filesIn, isAlone, linksIn, linksOf } from './online.ts';
import type { OnlineFile } from './online.ts';
import { containerOf, FILE_FIELD, membersOf, ownMembers, PAGES_FIELD } from './owned.ts';
import { plainOf } from './plain.ts';
import { CITATION_ORDER, DISTRIBUTION_ORDER, IDENTIFICATION_ORDER, ORDER, SECTIONS } from './sections.ts';
import type { Section } from './sections.ts';

/**
 * The record as it stands with the fields that differ taken from ours; everything else in it stays, whoever wrote it. The
 * tree that is given stays as it is.
 */
export function rewritten(
  found: XmlElement,
  own: XmlElement,
  { diff }: Merge,
  wanted: Base,
  base: Base | undefined,
): XmlElement {
  const root = structuredClone(found);
  const changed = new Set(diff.map(({ field }) => field));
  for (const section of SECTIONS)
    if (changed.has(section.field)) rewriteSection(root, own, section, wanted, base);
  rewriteFiles(root, own, changed);
  if (changed.has(PAGES_FIELD)) rewritePages(root, own, wanted, base);
  if (changed.has(MARK_FIELD)) replaceAll(root, 'metadataMaintenance', isMark, own);
  replaceAll(root, 'dateStamp', () => true, own);
  order(root, ORDER);
  order(containerOf(root, ['identificationInfo', '*']), IDENTIFICATION_ORDER);
  order(containerOf(root, ['identificationInfo', '*', 'citation', '*']), CITATION_ORDER);
  order(containerOf(root, ['distributionInfo', '*']), DISTRIBUTION_ORDER);
  return root;
}

function rewriteSection(
  root: XmlElement,
  own: XmlElement,
  section: Section,
  wanted: Base,
  base: Base | undefined,
): void {
  const ours = membersOf(own, section);
  const container =
    ours.length > 0 ? madeContainer(root, own, section.path) : containerOf(root, section.path);
  if (container === undefined) return;
  const known = ownMembers(section.field, wanted, base);
  const isOurs = (element: XmlElement): boolean =>
    section.many !== true || isSilent(element) || known.has(stableJson(plainOf(element)));
  container.children = [
    ...container.children.filter(
      (child) => typeof child === 'string' || child.name !== section.property || !isOurs(child),
    ),
    ...ours,
  ];
}

function rewriteFiles(root: XmlElement, own: XmlElement, changed: ReadonlySet<string>): void {
  const ours = filesIn(own);
  const theirs = filesIn(root);
  for (const field of changed) {
    if (!field.startsWith(FILE_FIELD)) continue;
    const key = field.slice(FILE_FIELD.length);
    const [now, before] = [ours.get(key), theirs.get(key)];
    if (now === undefined && before !== undefined) takeAway(root, before.link);
    else if (now !== undefined && before === undefined)
      madeContainer(root, own, ['distributionInfo', '*']).children.push(now.block);
    else if (now !== undefined && before !== undefined) exchange(before, now);
  }
}

/** The link in its place; its size only where the block is its own. */
function exchange(before: OnlineFile, now: OnlineFile): void {
  before.link.children = now.link.children;
  const [options] = elementsOf(before.block);
  const [wanted] = elementsOf(now.block);
  if (options === undefined || !isAlone(before.block)) return;
  const size = firstOf(wanted, 'transferSize');
  options.children = [
    ...(size === undefined ? [] : [size]),
    ...options.children.filter((child) => typeof child === 'string' || child.name !== 'transferSize'),
  ];
}

function rewritePages(root: XmlElement, own: XmlElement, wanted: Base, base: Base | undefined): void {
  const known = ownMembers(PAGES_FIELD, wanted, base);
  for (const { link } of linksIn(root))
    if (!isFile(root, link) && known.has(stableJson(plainOf(link)))) takeAway(root, link);
  for (const { block, link } of linksIn(own))
    if (!isFile(own, link)) madeContainer(root, own, ['distributionInfo', '*']).children.push(block);
}

function isFile(root: XmlElement, link: XmlElement): boolean {
  return [...filesIn(root).values()].some((file) => file.link === link);
}

/** A link, and the block that it leaves empty. */
function takeAway(root: XmlElement, link: XmlElement): void {
  const distribution = containerOf(root, ['distributionInfo', '*']);
  for (const block of elementsOf(distribution, 'transferOptions')) {
    const [options] = elementsOf(block);
    if (options?.children.includes(link) !== true) continue;
    options.children = options.children.filter((child) => child !== link);
    if (linksOf(block).length === 0 && distribution !== undefined)
      distribution.children = distribution.children.filter((child) => child !== block);
  }
}

function replaceAll(
  root: XmlElement,
  property: string,
  isOurs: (element: XmlElement) => boolean,
  own: XmlElement,
): void {
  root.children = [
    ...root.children.filter(
      (child) => typeof child === 'string' || child.name !== property || !isOurs(child),
    ),
    ...elementsOf(own, property),
  ];
}

function isMark(element: XmlElement): boolean {
  return JSON.stringify(plainOf(element)).includes('navette: ');
}

/** A mandatory property that only says that nothing is known. */
function isSilent(element: XmlElement): boolean {
  return plainOf(element) === '';
}

/** Where a part belongs, made where it is missing as it is in ours. */
function madeContainer(root: XmlElement, own: XmlElement, path: readonly string[]): XmlElement {
  let here = root;
  let pattern: XmlElement | undefined = own;
  for (const step of path) {
    pattern = step === '*' ? elementsOf(pattern)[0] : firstOf(pattern, step);
    const there: XmlElement | undefined = step === '*' ? elementsOf(here)[0] : firstOf(here, step);
    if (there === undefined) {
      if (pattern === undefined) throw new TypeError(`no ${path.join('/')} in a record of ours`);
      const made = { ...pattern, children: [] };
      here.children.push(made);
      here = made;
    } else here = there;
  }
  return here;
}

/** As the schema wants it; what it does not know stays at the end, in its own order. */
function order(element: XmlElement | undefined, names: readonly string[]): void {
  if (element === undefined) return;
  const placeOf = (child: XmlElement): number => {
    const place = names.indexOf(child.name);
    return place < 0 ? names.length : place;
  };
  element.children = elementsOf(element).toSorted((a, b) => placeOf(a) - placeOf(b));
}
