import { attributeOf, elementsOf, textIn } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';

/** Attributes that say something; addresses of code lists, ids within the document and reasons for nothing do not. */
const TELLING = ['codeListValue', 'href', 'uuidref', 'uom', 'locale', 'indeterminatePosition'] as const;
/** Elements that only hold a value. */
const HOLDER =
  /^(?:CharacterString|Anchor|Date|DateTime|Decimal|Real|Integer|Boolean|Distance|Measure|URL|LocalName|TM_PeriodDuration|[A-Z]\w*Code|DCPList|SV_CouplingType)$/;

/**
 * What an element says, for people and for comparing: names without their prefixes, and no more than is told. A catalogue may
 * write a record anew, with other prefixes, code lists and blanks, and it is still the same.
 */
export function plainOf(element: XmlElement): unknown {
  const children = elementsOf(element);
  const [only] = children;
  if (only === undefined) return leafOf(element);
  if (children.length === 1 && HOLDER.test(only.name)) return leafOf(only);
  // A class within its property.
  if (children.length === 1 && /^[A-Z]/.test(only.name) && elementsOf(only).length > 0)
    return { ...attributesOf(only), ...membersOf(only) };
  return { ...attributesOf(element), ...membersOf(element) };
}

function membersOf(element: XmlElement): Record<string, unknown> {
  const members = new Map<string, unknown[]>();
  for (const child of elementsOf(element)) {
    const value = plainOf(child);
    if (value === '') continue;
    const before = members.get(child.name);
    if (before === undefined) members.set(child.name, [value]);
    else before.push(value);
  }
  return Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function leafOf(element: XmlElement): unknown {
  const { codeListValue, ...others } = attributesOf(element);
  const text = textIn(element).replace(/\r\n?/g, '\n').trim();
  const value = codeListValue ?? text;
  return Object.keys(others).length === 0 ? value : { ...(value === '' ? {} : { value }), ...others };
}

function attributesOf(element: XmlElement): Record<string, string> {
  return Object.fromEntries(
    TELLING.flatMap((name) => {
      const value = attributeOf(element, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
