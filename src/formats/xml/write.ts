import type { XmlAttribute, XmlElement } from './tree.ts';

const XML = 'http://www.w3.org/XML/1998/namespace';

/** Prefixes that documents are written with; what has another namespace declares it where it stands. */
export type Prefixes = Readonly<Record<string, string>>;

/** An element by its prefixed name; undefined and empty parts are left out, and so is the element when `needs` says so. */
export type Make = (name: string, ...parts: Part[]) => XmlElement;
export type Part =
  | XmlElement
  | string
  | undefined
  | readonly Part[]
  | { [attribute: string]: string | undefined };

/** Makes elements whose names are written with these prefixes: `make('gmd:code', { 'gco:nilReason': 'missing' })`. */
export function maker(prefixes: Prefixes): Make {
  const split = (name: string): { name: string; uri: string } => {
    const colon = name.indexOf(':');
    if (colon < 0) return { name, uri: '' };
    const uri = prefixes[name.slice(0, colon)];
    if (uri === undefined) throw new TypeError(`no namespace for ${name}`);
    return { name: name.slice(colon + 1), uri };
  };
  return (name, ...parts) => {
    const attributes: XmlAttribute[] = [];
    const children: (XmlElement | string)[] = [];
    const add = (part: Part): void => {
      if (part === undefined) return;
      if (typeof part === 'string') children.push(part);
      else if (isList(part)) for (const one of part) add(one);
      else if (isElement(part)) children.push(part);
      else
        for (const [attribute, value] of Object.entries(part))
          if (value !== undefined) attributes.push({ ...split(attribute), value });
    };
    for (const part of parts) add(part);
    return { ...split(name), attributes, children };
  };
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

function isElement(part: object): part is XmlElement {
  return 'name' in part && 'uri' in part && 'children' in part;
}

/** An element as text, line by line; all prefixes are declared on it. */
export function prefixedXml(element: XmlElement, prefixes: Prefixes): string {
  const known = new Map(Object.entries(prefixes).map(([prefix, uri]) => [uri, prefix]));
  const declared = Object.entries(prefixes).map(
    ([prefix, uri]) => ` xmlns:${prefix}="${attributeText(uri)}"`,
  );
  return written(element, known, declared.join(''), '');
}

function written(
  element: XmlElement,
  known: ReadonlyMap<string, string>,
  declared: string,
  indent: string,
): string {
  const spaces = new Map(known);
  const own: string[] = [];
  const named = ({ name, uri }: { name: string; uri: string }): string => {
    if (uri === '') return name;
    if (uri === XML) return `xml:${name}`;
    const prefix = spaces.get(uri) ?? `n${spaces.size}`;
    if (!spaces.has(uri)) own.push(` xmlns:${prefix}="${attributeText(uri)}"`);
    spaces.set(uri, prefix);
    return `${prefix}:${name}`;
  };
  const tag = named(element);
  const attributes = element.attributes.map(
    (attribute) => ` ${named(attribute)}="${attributeText(attribute.value)}"`,
  );
  const head = `${indent}<${tag}${declared}${own.join('')}${attributes.join('')}`;
  const children = element.children.filter(
    (child, _, all) => typeof child !== 'string' || all.length === 1 || child.trim() !== '',
  );
  if (children.length === 0) return `${head}/>\n`;
  const isText = children.some((child) => typeof child === 'string');
  const inner = children.map((child) =>
    typeof child === 'string'
      ? contentText(child)
      : isText
        ? written(child, spaces, '', '').trimEnd()
        : written(child, spaces, '', `${indent}  `),
  );
  return isText ? `${head}>${inner.join('')}</${tag}>\n` : `${head}>\n${inner.join('')}${indent}</${tag}>\n`;
}

/** What XML 1.0 has no way to write, not even as a reference. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function sayable(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '');
}

/** A carriage return would be read as a line feed. */
function contentText(text: string): string {
  return sayable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** Blanks other than the plain one would be read as that. */
function attributeText(text: string): string {
  return contentText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
