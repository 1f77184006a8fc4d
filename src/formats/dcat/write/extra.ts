import { nameOf } from '../../rdf/names.ts';
import { literal } from '../../rdf/terms.ts';
import type { Literal, Resource } from '../../rdf/terms.ts';
import type { Telling } from './shared.ts';
import type { Said } from './tree.ts';
import { plain, thing, writable } from './tree.ts';
import { iriRef, safeIri } from './values.ts';

/** DCAT-AP takes only things there, or only values of one datatype: a source's own writing could break its rules. */
const THINGS = new Set([
  'dct:hasVersion',
  'dct:isVersionOf',
  'dct:hasPart',
  'dct:isPartOf',
  'dct:replaces',
  'dct:isReplacedBy',
  'dct:requires',
  'dct:references',
  'dcat:prev',
  'dcat:next',
  'dcat:first',
  'dcat:last',
  'dcat:seriesMember',
  'prov:wasGeneratedBy',
  'odrl:hasPolicy',
  'dcatap:applicableLegislation',
]);
/** Said, or not to be said, by fields of the model. */
const SPOKEN_FOR =
  /^(?:dct|dcat|foaf|adms|spdx|rdf|skos|rdfs|vcard|locn|prov|dcatap|schema|owl|org|odrl|navette|pod):/;
const LOCAL = /[a-z_][\w.-]*$/i;

/** What a source said by addresses of its own is said again: plain values and addresses, not whole descriptions. */
export function extraSaid(
  extra: Record<string, unknown> | undefined,
  field: string,
  telling: Telling,
): Said[] {
  return Object.entries(extra ?? {}).flatMap(([key, told]): Said[] => {
    const name = /^https?:/.test(key) ? nameOf(key) : '';
    const iri = safeIri(key);
    if (iri === undefined || name === '' || !LOCAL.test(iri)) return [];
    const isThing = THINGS.has(name);
    if (!isThing && SPOKEN_FOR.test(name)) return [];
    const values = (Array.isArray(told) ? told : [told]).map((value: unknown) => valueOf(value, isThing));
    if (!values.every((value) => value !== undefined)) return [];
    return [
      [
        name,
        ...values.map((value) => (value.kind === 'iri' ? telling.of(thing(value.id, []), field) : value)),
      ],
    ];
  });
}

function valueOf(told: unknown, onlyThings: boolean): Literal | Resource | undefined {
  if (typeof told === 'string') return iriRef(told) ?? (onlyThings ? undefined : plain(told));
  if (onlyThings || typeof told !== 'object' || told === null || !('@value' in told)) return undefined;
  const { '@value': value } = told;
  if (typeof value !== 'string' || value === '' || writable(value) !== value) return undefined;
  if ('@language' in told && typeof told['@language'] === 'string')
    return /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/.test(told['@language'])
      ? literal(value, told['@language'])
      : undefined;
  const datatype = '@type' in told && typeof told['@type'] === 'string' ? safeIri(told['@type']) : undefined;
  return datatype === undefined ? undefined : literal(value, undefined, datatype);
}
