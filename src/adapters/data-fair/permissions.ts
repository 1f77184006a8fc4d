import { z } from 'zod';
import { ask, send } from './ask.ts';
import type { DataFairSession } from './send-to.ts';

const WirePermission = z.looseObject({ type: z.string().nullish(), id: z.string().nullish() });
const PUBLIC = { classes: ['list', 'read'] };

/** Lets everybody or nobody see it, and leaves alone what particular people may do. */
export async function setPublic(
  session: DataFairSession,
  id: string,
  isPublic: boolean,
  guard: () => Promise<void>,
): Promise<void> {
  const path = ['datasets', id, 'permissions'];
  const now = await ask(session, z.array(WirePermission), { path });
  const others = now.filter(({ type, id: whose }) => (type ?? '') !== '' || (whose ?? '') !== '');
  await guard();
  const json = isPublic ? [...others, PUBLIC] : others;
  await send(session, { method: 'PUT', path, json, repeatable: true });
}
