import { iriOf, nameOf } from '../../rdf/names.ts';
import { PREFIXES } from './prefixes.ts';
import type { Syntax } from './syntax.ts';
import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';

export const jsonLd: Syntax = {
  kind: 'json-ld',
  title: 'DCAT-AP 3 in JSON-LD',
  head: () => `{"@context":${JSON.stringify(Object.fromEntries(PREFIXES))},\n"@graph":[`,
  record: (made, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(nodeOf(made))}`,
  tail: () => '\n]}\n',
};

function nodeOf(made: Thing): Record<string, unknown> {
  const said = statementsOf(made).map(([predicate, values]): [string, unknown] => {
    const list = values.map(valueOf);
    return [isDeclared(predicate) ? predicate : iriOf(predicate), list.length === 1 ? list[0] : list];
  });
  return {
    ...(made.iri === undefined ? {} : { '@id': made.iri }),
    ...(made.types.length === 0 ? {} : { '@type': made.types.length === 1 ? made.types[0] : made.types }),
    ...Object.fromEntries(said),
  };
}

const known = new Set(PREFIXES.map(([prefix]) => prefix));

function valueOf(value: Value): unknown {
  if (value.kind === 'thing') return value.isTold === true ? { '@id': value.iri } : nodeOf(value);
  if (value.kind !== 'literal') return { '@id': value.id };
  if (value.language !== undefined) return { '@value': value.value, '@language': value.language };
  if (value.datatype === undefined) return value.value;
  const name = nameOf(value.datatype);
  return {
    '@value': value.value,
    '@type': isDeclared(name) ? name : value.datatype,
  };
}

function isDeclared(name: string): boolean {
  return known.has(name.slice(0, name.indexOf(':')));
}
