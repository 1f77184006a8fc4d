import type { Agent } from '../../model/agent.ts';
import type { Loss } from '../adapter.ts';
import { resourceFields } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Json } from './wire.ts';

/** The HTML pattern for addresses, which CKAN applies. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Agents under one role: a schema's list of objects (`publisher`), then the flat keys (`publisher_name` …). */
export function agentsOf(fields: Fields, role: string, language: string): Agent[] {
  const listed = fields.objects(role).flatMap((member) => agentIn(member, language) ?? []);
  if (listed.length > 0) return listed;
  const flat = agentOf(
    (key) => fields.text(`${role}_${key}`),
    fields.inLanguages(`${role}_name`, language) ?? plainName(fields.text(role), language),
  );
  return flat === undefined ? [] : [flat];
}

function agentIn(member: Json, language: string): Agent | undefined {
  const fields = resourceFields(member);
  return agentOf((key) => fields.text(key), fields.inLanguages('name', language));
}

/** Harvesters of data.json leave the name alone. */
function plainName(text: string | undefined, language: string): Agent['name'] {
  return text === undefined || /^[[{]/.test(text) ? undefined : { [language]: text };
}

function agentOf(text: (key: string) => string | undefined, name: Agent['name']): Agent | undefined {
  const email = text('email')?.replace(/^mailto:/i, '');
  const iri = text('uri');
  const url = text('url') ?? text('homepage');
  const type = text('type');
  const identifier = text('identifier') ?? text('id');
  const agent: Agent = {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(url === undefined ? {} : { url }),
    ...(iri === undefined ? {} : { iri }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(type === undefined ? {} : { type }),
  };
  return Object.keys(agent).length === 0 ? undefined : agent;
}

/** One agent's flat keys. What CKAN has no key for is told. */
export function agentFields(
  agent: Agent,
  role: string,
  field: string,
  text: (value: Agent['name'], field: string) => string | undefined,
): { fields: Record<string, string>; losses: Loss[] } {
  const losses: Loss[] = [];
  const name = text(agent.name, `${field}.name`);
  const fields: Record<string, string> = {
    ...(agent.iri === undefined ? {} : { [`${role}_uri`]: agent.iri }),
    ...(name === undefined ? {} : { [`${role}_name`]: name }),
    ...(agent.url === undefined ? {} : { [`${role}_url`]: agent.url }),
    ...(agent.identifier === undefined ? {} : { [`${role}_identifier`]: agent.identifier }),
    ...(agent.type === undefined ? {} : { [`${role}_type`]: agent.type }),
  };
  if (agent.email !== undefined) {
    if (isEmail(agent.email)) fields[`${role}_email`] = agent.email;
    else
      losses.push({
        field: `${field}.email`,
        value: agent.email,
        reason: 'not one e-mail address as CKAN takes it',
      });
  }
  for (const key of ['telephone', 'memberOf'] as const) {
    if (agent[key] !== undefined)
      losses.push({ field: `${field}.${key}`, reason: 'CKAN has no place for it' });
  }
  return { fields, losses };
}

function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** `qualified_attribution`: a list of roles with an agent each. */
export function attributionsOf(fields: Fields, language: string): { agent: Agent; role: string }[] {
  return fields.objects('qualified_attribution').flatMap((member: Json) => {
    const wire = resourceFields(member);
    const role = wire.text('role');
    const inner = wire.objects('agent');
    const agents = (inner.length === 0 ? [member] : inner).flatMap((one) => agentIn(one, language) ?? []);
    return role === undefined ? [] : agents.map((agent) => ({ agent, role }));
  });
}
