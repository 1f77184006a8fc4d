import type { Agent } from '../../model/agent.ts';
import { agentOf } from '../values/agents.ts';
import { JsonFields, isJson, textOf } from '../values/json-fields.ts';
import { textIn } from './values.ts';
import type { Reading } from './values.ts';

const PARENTS_MAX = 8;

/** `publisher` and `contactPoint`: an object, or only a name. */
export function agentIn(value: unknown, field: string, reading: Reading): Agent | undefined {
  const text = textOf(value);
  if (text !== undefined)
    return agentOf(
      /^(?:mailto:)?\S+@\S+\.\S+$/i.test(text)
        ? { email: text }
        : { name: textIn(text, field, reading, { name: true }) },
    );
  if (!isJson(value)) return undefined;
  const fields = new JsonFields(value);
  const agent = agentOf({
    name: textIn(
      fields.raw('fn') ??
        fields.raw('name') ??
        fields.raw('foaf:name') ??
        fields.raw('vcard:fn') ??
        fields.raw('title'),
      `${field}.name`,
      reading,
      { name: true },
    ),
    email: fields.text('hasEmail', 'email', 'mbox', 'vcard:hasEmail', 'foaf:mbox'),
    telephone: fields.text('hasTelephone', 'telephone', 'phone', 'phoneNumber'),
    url: fields.text('hasURL', 'url', 'homepage', 'foaf:homepage'),
    iri: fields.text('@id'),
    identifier: fields.text('identifier', 'hasUID'),
    memberOf: parentsOf(fields.raw('subOrganizationOf') ?? fields.raw('organization-name'), reading),
  });
  for (const [key, left] of fields.left(new Set(['@type'])))
    reading.warn(
      `${field}.${key}`,
      typeof left === 'string' ? left : JSON.stringify(left),
      'no place for it: left out',
    );
  return agent;
}

/** The organisations above, the highest first. */
function parentsOf(value: unknown, reading: Reading): Agent['memberOf'] {
  const names: string[] = [];
  let above: unknown = value;
  while (above !== undefined && above !== null && names.length < PARENTS_MAX) {
    const name = isJson(above) ? textOf(above['name']) : textOf(above);
    if (name !== undefined) names.unshift(name);
    above = isJson(above) ? above['subOrganizationOf'] : undefined;
  }
  return textIn(names.join(' > '), 'memberOf', reading, { name: true });
}
