import { z } from 'zod';
import type { Session } from '../adapter.ts';
import { ask } from './ask.ts';
import { plainContact } from './contacts.ts';
import { sameOwned } from './owned.ts';
import { contactRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireContactId } from './wire.ts';
import type { WireContact } from './wire.ts';
import { inField } from './errors.ts';

const Contact = z.object({
  name: z.string().optional(),
  email: z.string().optional(),
  contact_form: z.string().optional(),
  role: z.string(),
});

/** The ids of contact points: those that the record has already, the others made or found in the organisation. */
export async function contactIds(
  session: Session<Settings>,
  contacts: unknown,
  present: readonly WireContact[],
  organization: string,
  guard: () => Promise<void>,
): Promise<string[]> {
  const ids: string[] = [];
  const wanted = z.array(Contact).parse(contacts ?? []);
  for (const [index, contact] of wanted.entries()) {
    const known = present.find((other) => sameOwned('contact', plainContact(other), contact))?.id;
    if (known !== undefined) {
      ids.push(known);
      continue;
    }
    await guard();
    const body = { ...contact, organization };
    ids.push(
      (
        await inField(
          `contact_points[${index}]`,
          ask(session, WireContactId, contactRequest(session.settings, body)),
        )
      ).id,
    );
  }
  return ids;
}
