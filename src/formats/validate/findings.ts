import type { ClassRules, Rule } from '../shapes/rules.ts';

/** One breach of a rule, as people read it. */
export interface Finding {
  severity: 'violation' | 'warning';
  /** Where in the record: `distribution[0].accessURL`. */
  field: string;
  /** The property of the triples: `dcat:accessURL`. */
  path: string;
  value?: string;
  message: string;
}

const IS: Readonly<Record<string, string>> = {
  literal: 'must be text',
  thing: 'must be an address or a description, not text',
  iri: 'must be an address',
  date: 'must be a year, a month, a day or a moment',
  'xsd:decimal': 'must be a decimal number',
  'xsd:duration': 'must be a duration such as P1D',
  'xsd:nonNegativeInteger': 'must be a whole number that is not negative',
  'xsd:hexBinary': 'must be hexadecimal',
};

/** Why a rule of the class is broken, in a sentence; `component` is SHACL's name of the constraint. */
export function messageOf(
  component: string,
  path: string,
  types: readonly string[],
  classes: readonly ClassRules[],
  isAdvice: boolean,
): string {
  const found = classes
    .filter(({ type }) => types.includes(type))
    .flatMap(({ title, rules }) =>
      rules.filter((rule) => rule.path === path).map((rule) => ({ title, rule })),
    );
  const meant =
    found.find(({ rule }) => (rule.advice === true) === isAdvice && isAbout(component, rule)) ?? found[0];
  if (meant === undefined) return `breaks the constraint ${component}`;
  return sentence(component, meant.title, meant.rule);
}

function isAbout(component: string, rule: Rule): boolean {
  if (component.startsWith('Qualified')) return rule.oneOf !== undefined;
  if (component.startsWith('MinCount')) return rule.min !== undefined && rule.oneOf === undefined;
  return component.startsWith('MaxCount') ? rule.max !== undefined : rule.is !== undefined;
}

function sentence(component: string, title: string, rule: Rule): string {
  const must = rule.advice === true ? 'should have' : 'must have';
  if (component.startsWith('Qualified')) {
    const [only, ...others] = rule.oneOf ?? [];
    return others.length === 0
      ? `a ${title} ${must} ${only}`
      : `a ${title} ${must} one of ${rule.oneOf?.join(', ')}`;
  }
  if (component.startsWith('MinCount'))
    return rule.inverse === true
      ? `a ${title} should have members: no record here says that it belongs to it`
      : `a ${title} ${must} at least one`;
  if (component.startsWith('MaxCount')) return `a ${title} may have at most ${rule.max}`;
  return IS[rule.is ?? ''] ?? `must be ${rule.is}`;
}
