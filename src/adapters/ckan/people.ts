import type { Agent } from '../../model/agent.ts';
import { agentsOf, attributionsOf } from './agents.ts';
import { languagesOf, some } from './fields.ts';
import type { Fields } from './fields.ts';
import { responsibleParties } from './harvested.ts';
import { AGENTS } from './keys.ts';
import type { WirePackage } from './wire.ts';

/** Who answers for a package: its schema's agents, an ISO record's parties, then the portal's own fields. */
export function peopleOf(
  wire: WirePackage,
  fields: Fields,
  { language, ours }: { language: string; ours: boolean },
): Record<string, unknown> {
  const organization = wire.organization?.title ?? wire.organization?.name;
  const names =
    languagesOf(wire.organization?.titles) ??
    (organization === undefined ? undefined : { [language]: organization });
  const [publisher, ...publishers] = agentsOf(fields, 'publisher', language);
  const parties: Record<string, unknown> = ours ? {} : { ...responsibleParties(fields, language) };
  const people: Record<string, unknown> = {
    publisher:
      publisher ?? parties['publisher'] ?? (ours || names === undefined ? undefined : { name: names }),
    qualifiedAttribution:
      some([
        ...publishers.map((agent) => ({ agent, role: 'publisher' })),
        ...attributionsOf(fields, language),
      ]) ?? parties['qualifiedAttribution'],
  };
  for (const [role, property] of Object.entries(AGENTS))
    people[property] = some(agentsOf(fields, role, language)) ?? parties[property];
  people['contactPoint'] ??= some(agentsOf(fields, 'contact_points', language));
  people['creator'] = withPlain(people['creator'], plainAgent(fields, 'author', language), ours);
  people['contactPoint'] = withPlain(
    people['contactPoint'],
    plainAgent(fields, 'maintainer', language),
    ours,
  );
  // Portals that name only an author mean whom to ask.
  if (!ours) people['contactPoint'] ??= some(plainAgent(fields, 'author', language));
  return people;
}

/** CKAN's own field names one more, where it is not who is there already. What we pushed says all that it has to say. */
function withPlain(listed: unknown, [plain]: Agent[], ours: boolean): unknown {
  if (!Array.isArray(listed)) return some([plain]);
  if (plain === undefined || ours) return listed;
  const said = JSON.stringify(listed).toLowerCase();
  const isThere = [...Object.values(plain.name ?? {}), plain.email].some(
    (text) => text !== undefined && said.includes(JSON.stringify(text).toLowerCase()),
  );
  return isThere ? listed : [...listed, plain];
}

function plainAgent(fields: Fields, role: string, language: string): Agent[] {
  const name = fields.text(role);
  const email = fields.text(`${role}_email`)?.replace(/^mailto:/i, '');
  if (name === undefined && email === undefined) return [];
  return [
    {
      ...(name === undefined ? {} : { name: { [language]: name } }),
      ...(email === undefined ? {} : { email }),
    },
  ];
}
