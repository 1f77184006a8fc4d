import { iriOf, nameOf } from '../../rdf/names.ts';
import { PREFIXES } from './prefixes.ts';
import type { Syntax } from './syntax.ts';
import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';

export const rdfXml: Syntax = {
  kind: 'rdf-xml',
  title: 'DCAT-AP 3 in RDF/XML',
  head: () =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF${PREFIXES.map(([prefix, iri]) => `\n  xmlns:${prefix}="${iri}"`).join('')}>\n`,
  record: (made) => element(made, '  '),
  tail: () => '</rdf:RDF>\n',
};

function element(made: Thing, indent: string): string {
  const [type = 'rdf:Description', ...others] = made.types;
  const about = made.iri === undefined ? '' : ` rdf:about="${attribute(made.iri)}"`;
  const types = others.map((other) => `${indent}  <rdf:type rdf:resource="${attribute(iriOf(other))}"/>\n`);
  const said = statementsOf(made).flatMap(([predicate, values]) =>
    values.map((value) => property(predicate, value, `${indent}  `)),
  );
  return `${indent}<${type}${about}>\n${types.join('')}${said.join('')}${indent}</${type}>\n`;
}

function property(predicate: string, value: Value, indent: string): string {
  const { name, space } = qualified(predicate);
  const start = `${indent}<${name}${space}`;
  if (value.kind === 'literal') {
    const { language, datatype } = value;
    const said =
      language !== undefined
        ? ` xml:lang="${language}"`
        : datatype === undefined
          ? ''
          : ` rdf:datatype="${attribute(datatype)}"`;
    return `${start}${said}>${content(value.value)}</${name}>\n`;
  }
  const iri = value.kind === 'thing' ? (value.isTold === true ? value.iri : undefined) : value.id;
  if (iri !== undefined) return `${start} rdf:resource="${attribute(iri)}"/>\n`;
  return value.kind === 'thing' ? `${start}>\n${element(value, `${indent}  `)}${indent}</${name}>\n` : '';
}

const known = new Set(PREFIXES.map(([prefix]) => prefix));

/** A name with the prefix of its namespace, which it declares itself when nobody else does. */
function qualified(predicate: string): { name: string; space: string } {
  const colon = predicate.indexOf(':');
  if (known.has(predicate.slice(0, colon)) && !predicate.startsWith('//', colon + 1))
    return { name: predicate, space: '' };
  const iri = iriOf(predicate);
  const local = /[a-z_][\w.-]*$/i.exec(iri)?.[0] ?? '';
  if (local === '' || nameOf(iri) !== predicate) throw new Error(`no XML name for ${iri}`);
  return { name: `x:${local}`, space: ` xmlns:x="${attribute(iri.slice(0, -local.length))}"` };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A carriage return would be read as a line feed. */
function content(text: string): string {
  return text.replace(/[&<>\r\u007f-\u009f\u2028]/g, escaped);
}

function attribute(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, escaped);
}

function escaped(mark: string): string {
  return ESCAPES[mark] ?? `&#${mark.charCodeAt(0)};`;
}
