import type { Agent, Attribution } from '../../model/agent.ts';
import type { LangText } from '../../model/text.ts';
import { ROLES } from '../../vocabularies/roles.ts';
import { agentOf } from './agents.ts';
import { some, unique } from './record.ts';
import type { Warn } from './warn.ts';

/** A responsible party in one role. */
export interface Party {
  role: string;
  organization?: LangText | undefined;
  individual?: LangText | undefined;
  email?: string | undefined;
  telephone?: string | undefined;
  url?: string | undefined;
  iri?: string | undefined;
  identifier?: string | undefined;
}

export interface People {
  publisher?: Agent | undefined;
  creator?: Agent[] | undefined;
  contributor?: Agent[] | undefined;
  rightsHolder?: Agent[] | undefined;
  contactPoint?: Agent[] | undefined;
  qualifiedAttribution?: Attribution[] | undefined;
}

/** Roles that a person plays; the others are an organisation's, whoever answers its telephone. */
export const PERSONAL = new Set([
  'pointOfContact',
  'author',
  'coAuthor',
  'contributor',
  'principalInvestigator',
]);

/** The agents of a record by what they do for it. Those who only keep the metadata are asked where nobody else is named. */
export function peopleAmong(parties: readonly Party[], ofMetadata: readonly Party[], warn: Warn): People {
  const people = sorted(parties);
  people.contactPoint ??= some(unique(ofMetadata.flatMap((party) => agentIn(party) ?? [])));
  if (people.publisher !== undefined) return people;
  const guess = publisherAmong([...parties, ...ofMetadata]);
  if (guess === undefined) return people;
  const who = guess.role === 'publisher' ? 'publisher of the metadata' : guess.role;
  warn('publisher', undefined, `no publisher is named: the ${who} was taken for it`);
  return { ...people, publisher: guess.agent };
}

function sorted(parties: readonly Party[]): People {
  const of = (...roles: string[]): Agent[] | undefined =>
    some(unique(parties.filter(({ role }) => roles.includes(role)).flatMap((party) => agentIn(party) ?? [])));
  const [publisher, ...publishers] = of('publisher') ?? [];
  const known = ['publisher', 'pointOfContact', 'owner', 'rightsHolder', 'author', 'coAuthor', 'contributor'];
  const others = parties
    .filter(({ role }) => !known.includes(role))
    .flatMap((party): Attribution[] => {
      const found = agentIn(party);
      return found === undefined ? [] : [{ agent: found, role: party.role }];
    });
  const more = publishers.map((one): Attribution => ({ agent: one, role: 'publisher' }));
  return {
    publisher,
    creator: of('author', 'coAuthor'),
    contributor: of('contributor'),
    rightsHolder: of('owner', 'rightsHolder'),
    contactPoint: of('pointOfContact'),
    qualifiedAttribution: some(unique([...more, ...others])),
  };
}

/** Who a record without a publisher has instead, in the order of the roles' table. */
function publisherAmong(parties: readonly Party[]): { agent: Agent; role: string } | undefined {
  for (const { iso } of ROLES)
    for (const party of parties) {
      const found = party.role === iso ? agentIn({ ...party, role: 'publisher' }) : undefined;
      if (found?.name !== undefined) return { agent: found, role: iso };
    }
  return undefined;
}

export function agentIn(party: Party): Agent | undefined {
  const { organization, individual } = party;
  const personal = PERSONAL.has(party.role) || organization === undefined;
  return agentOf({
    ...party,
    name: personal ? (individual ?? organization) : organization,
    memberOf: personal && individual !== undefined ? organization : undefined,
  });
}
