/** An element as catalogues' schemas need it: names without their prefix, since every profile picks its own. */
export interface XmlElement {
  /** Local name. */
  name: string;
  uri: string;
  attributes: XmlAttribute[];
  children: (XmlElement | string)[];
}

export interface XmlAttribute {
  name: string;
  uri: string;
  value: string;
}

/** The elements in an element; with a name, those that have it. */
export function elementsOf(element: XmlElement | undefined, name?: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element?.children ?? [])
    if (typeof child !== 'string' && (name === undefined || child.name === name)) found.push(child);
  return found;
}

export function firstOf(element: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  for (const name of names)
    for (const child of element?.children ?? [])
      if (typeof child !== 'string' && child.name === name) return child;
  return undefined;
}

/** An attribute by its local name, blank ones not. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  for (const attribute of element?.attributes ?? []) {
    if (attribute.name !== name) continue;
    const value = attribute.value.trim();
    return value === '' ? undefined : value;
  }
  return undefined;
}

/** All text in an element, that of the elements within it included. */
export function textIn(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const [only] = element.children;
  if (element.children.length === 1 && typeof only === 'string') return only;
  let text = '';
  for (const child of element.children) text += typeof child === 'string' ? child : textIn(child);
  return text;
}

/** Every element below one that has one of the names, in document order; not those within a found one. */
export function within(element: XmlElement | undefined, ...names: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  collect(element, names, found);
  return found;
}

function collect(element: XmlElement | undefined, names: readonly string[], found: XmlElement[]): void {
  for (const child of element?.children ?? []) {
    if (typeof child === 'string') continue;
    if (names.includes(child.name)) found.push(child);
    else collect(child, names, found);
  }
}
