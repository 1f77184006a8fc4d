import type { Session } from '../adapter.ts';
import { ask } from './ask.ts';
import { meRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireMe } from './wire.ts';

export async function identity(session: Session<Settings>): Promise<string | undefined> {
  const me = await whoAmI(session);
  return me === undefined ? undefined : nameOf(me);
}

/** The account behind the key; undefined without one. A key that is not known is refused by udata itself. */
export async function whoAmI(session: Session<Settings>): Promise<WireMe | undefined> {
  const { settings } = session;
  return settings.apiKey === undefined ? undefined : ask(session, WireMe, meRequest(settings));
}

export function nameOf(me: WireMe): string {
  const name = `${me.first_name ?? ''} ${me.last_name ?? ''}`.trim();
  return [name, me.slug].filter(Boolean).join(', ');
}
