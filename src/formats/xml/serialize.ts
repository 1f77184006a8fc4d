import type { XmlElement } from './tree.ts';

const XML = 'http://www.w3.org/XML/1998/namespace';
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** An element as XML text again, each with its own namespaces: prefixes are made up, names are not. */
export function xmlOf(element: XmlElement): string {
  const uris: string[] = [];
  const attributes = element.attributes.map(({ name, uri, value }) => {
    const prefix = uri === '' ? '' : uri === XML ? 'xml:' : `${prefixOf(uri, uris)}:`;
    return ` ${prefix}${name}="${escaped(value)}"`;
  });
  const spaces = uris.map((uri, index) => ` xmlns:n${index}="${escaped(uri)}"`);
  const children = element.children.map((child) =>
    typeof child === 'string' ? escaped(child) : xmlOf(child),
  );
  return `<${element.name} xmlns="${escaped(element.uri)}"${spaces.join('')}${attributes.join('')}>${children.join('')}</${element.name}>`;
}

function prefixOf(uri: string, uris: string[]): string {
  if (!uris.includes(uri)) uris.push(uri);
  return `n${uris.indexOf(uri)}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
