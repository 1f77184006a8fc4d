import { attributeOf, elementsOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { TRANSLATIONS } from './reading.ts';

const DEPTH_MAX = 12;
/** Enough for what a person wrote; tables of bands and grids are cut. */
const CHARACTERS_MAX = 20_000;

/** What nothing else has read, as plain values by the properties' own names. */
export function leftovers(object: XmlElement | undefined, known: ReadonlySet<string>): [string, unknown][] {
  const found = new Map<string, unknown[]>();
  for (const property of elementsOf(object)) {
    if (known.has(property.name)) continue;
    const value = plainOf(property);
    if (value === undefined) continue;
    const before = found.get(property.name);
    if (before === undefined) found.set(property.name, [value]);
    else before.push(value);
  }
  return [...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
}

/** A property as text, a list, or an object of its own properties; classes between them are passed over. */
export function plainOf(property: XmlElement): unknown {
  const budget = { left: CHARACTERS_MAX };
  const value = valueOf(property, budget, 0);
  return budget.left < 0 ? [value, `the rest is not kept: more than ${CHARACTERS_MAX} characters`] : value;
}

/** An object by its own properties. */
export function plainObject(object: XmlElement): Record<string, unknown> {
  return Object.fromEntries(leftovers(object, NOTHING));
}

const NOTHING: ReadonlySet<string> = new Set();

function valueOf(property: XmlElement, budget: { left: number }, depth: number): unknown {
  if (depth > DEPTH_MAX || budget.left <= 0) return undefined;
  const children = elementsOf(property);
  if (children.length === 0) return leafOf(property, budget);
  if (children.some(({ name }) => TRANSLATIONS.has(name))) return translated(children, budget);
  const values = children
    .map((child) => objectOf(child, budget, depth + 1))
    .filter((value) => value !== undefined);
  return values.length > 1 ? values : values[0];
}

function objectOf(object: XmlElement, budget: { left: number }, depth: number): unknown {
  const properties = elementsOf(object);
  if (properties.length === 0) return leafOf(object, budget);
  const members: Record<string, unknown> = {};
  for (const property of properties) {
    const value = valueOf(property, budget, depth + 1);
    if (value === undefined || property.name === '__proto__') continue;
    const before = members[property.name];
    members[property.name] =
      before === undefined ? value : Array.isArray(before) ? before.concat([value]) : [before, value];
  }
  return Object.keys(members).length === 0 ? undefined : members;
}

/** A text and its translations, which have no names of their own; each once. */
function translated(children: XmlElement[], budget: { left: number }): unknown {
  const texts = children
    .flatMap((child) => (TRANSLATIONS.has(child.name) ? elementsOf(child) : [child]))
    .map((one) => textIn(one).trim());
  const kept = [...new Set(texts)].filter((text) => text !== '').map((text) => cut(text, budget));
  return kept.length > 1 ? kept : kept[0];
}

function leafOf(element: XmlElement, budget: { left: number }): unknown {
  const text = textIn(element).trim();
  const code = attributeOf(element, 'codeListValue');
  // North American lists number their codes and write the word beside.
  const isNumber = code !== undefined && /^RI_\d+$/.test(code) && text !== '';
  const value = isNumber ? text : (code ?? (text === '' ? attributeOf(element, 'href') : text));
  if (value === undefined) return undefined;
  const uom = attributeOf(element, 'uom');
  const told = cut(uom === undefined ? value : `${value} ${uom}`, budget);
  // An anchor says both a word and where it leads.
  const href = code === undefined && text !== '' ? attributeOf(element, 'href') : undefined;
  return href === undefined || href === text ? told : { text: told, href: cut(href, budget) };
}

function cut(text: string, budget: { left: number }): string {
  const kept = text.slice(0, Math.max(0, budget.left));
  budget.left -= text.length;
  return kept;
}
