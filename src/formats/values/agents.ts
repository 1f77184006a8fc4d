import type { Agent } from '../../model/agent.ts';
import { cleanName } from '../../model/clean.ts';
import type { LangText } from '../../model/text.ts';

/** What a source says of a person or organisation, as it says it. */
export interface AgentParts {
  name?: LangText | undefined;
  email?: string | undefined;
  telephone?: string | undefined;
  url?: string | undefined;
  iri?: string | undefined;
  identifier?: string | undefined;
  type?: string | undefined;
  memberOf?: LangText | undefined;
}

/** An agent with what is said of it; undefined when that is nothing. */
export function agentOf(parts: AgentParts): Agent | undefined {
  const email = emailOf(parts.email);
  const telephone = telephoneOf(parts.telephone);
  const text = (key: 'url' | 'iri' | 'identifier' | 'type'): string | undefined => {
    const clean = cleanName(parts[key] ?? '');
    return clean === '' ? undefined : clean;
  };
  const [url, iri, identifier, type] = [text('url'), text('iri'), text('identifier'), text('type')];
  const agent: Agent = {
    ...(parts.name === undefined ? {} : { name: parts.name }),
    ...(email === undefined ? {} : { email }),
    ...(telephone === undefined ? {} : { telephone }),
    ...(url === undefined ? {} : { url }),
    ...(iri === undefined ? {} : { iri }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(type === undefined ? {} : { type }),
    ...(parts.memberOf === undefined ? {} : { memberOf: parts.memberOf }),
  };
  return Object.keys(agent).length === 0 ? undefined : agent;
}

/** The address without `mailto:`, escapes and a subject line. */
export function emailOf(text: string | undefined): string | undefined {
  const told = cleanName(text ?? '').replace(/^<|>$/g, '');
  // Forms leave `mailto:mailto:a@b.org` and addresses in a page's place.
  const plain = told.replace(/^(?:mailto:\s*)+/i, '');
  const address = /^mailto:/i.test(told) ? unescaped(plain.replace(/\?.*$/s, '')) : plain;
  return address === '' ? undefined : address;
}

export function telephoneOf(text: string | undefined): string | undefined {
  const number = cleanName(text ?? '').replace(/^(?:tel:\s*)+/i, '');
  return number === '' ? undefined : number;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
