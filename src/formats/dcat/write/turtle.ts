import type { Literal } from '../../rdf/terms.ts';
import { PREFIXES } from './prefixes.ts';
import type { Syntax } from './syntax.ts';
import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';
import { iriOf, nameOf } from '../../rdf/names.ts';

export const turtle: Syntax = {
  kind: 'turtle',
  title: 'DCAT-AP 3 in Turtle',
  head: () => `${PREFIXES.map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`).join('\n')}\n`,
  record: (made) => [made, ...addressedIn(made)].map(statementOf).join(''),
  tail: () => '',
};

function statementOf(made: Thing): string {
  return `\n${made.iri === undefined ? '[]' : `<${made.iri}>`} ${bodyOf(made, '  ')} .\n`;
}

/** The things with an address within another, wherever they stand: Turtle cannot describe them in place. */
function addressedIn(made: Thing): Thing[] {
  return statementsOf(made).flatMap(([, values]) =>
    values.flatMap((value) => {
      if (value.kind !== 'thing' || value.isTold === true) return [];
      const within = addressedIn(value);
      return value.iri === undefined ? within : [value, ...within];
    }),
  );
}

function bodyOf(made: Thing, indent: string): string {
  const types = made.types.length === 0 ? [] : [`a ${made.types.join(' , ')}`];
  const said = statementsOf(made).map(
    ([predicate, values]) =>
      `${nameIn(predicate)} ${values.map((value) => valueText(value, indent)).join(' , ')}`,
  );
  return [...types, ...said].join(` ;\n${indent}`);
}

function valueText(value: Value, indent: string): string {
  if (value.kind === 'literal') return literalText(value);
  if (value.kind !== 'thing') return `<${value.id}>`;
  if (value.iri !== undefined) return `<${value.iri}>`;
  return `[ ${bodyOf(value, `${indent}  `)} ]`;
}

function literalText({ value, language, datatype }: Literal): string {
  const text = `"${value.replace(/[\\"\n\r\t\u007f-\u009f]/g, escaped)}"`;
  if (language !== undefined) return `${text}@${language}`;
  return datatype === undefined ? text : `${text}^^${nameIn(nameOf(datatype), datatype)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escaped(mark: string): string {
  return ESCAPES[mark] ?? `\\u${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const PREFIXED = /^[a-z]+:[a-z][\w-]*$/i;
const known = new Set(PREFIXES.map(([prefix]) => prefix));

function nameIn(name: string, iri = iriOf(name)): string {
  return PREFIXED.test(name) && known.has(name.slice(0, name.indexOf(':'))) ? name : `<${iri}>`;
}
