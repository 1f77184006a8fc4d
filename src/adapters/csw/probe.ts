import type { ProbeReport } from '../adapter.ts';
import type { CswSession } from './ask.ts';
import { serviceOf } from './capabilities.ts';
import { negotiate } from './negotiate.ts';
import { countIn } from './sheet.ts';

export async function probe(session: CswSession): Promise<ProbeReport> {
  const { version, title, transaction } = await serviceOf(session);
  const { way, answer } = await negotiate(session, { size: 1 });
  const records = countIn(answer.results?.matched);
  const { username } = session.settings;
  return {
    software: `CSW ${version}`,
    ...(title === undefined ? {} : { title }),
    ...(username === undefined ? {} : { identity: username }),
    rights: [
      `may read records, as ${way.schema}${way.sort === undefined ? ', not sorted' : ''}`,
      ...(transaction === undefined
        ? []
        : ['the service declares that it takes records of ISO 19139 (Transaction)']),
    ],
    mayPush: transaction !== undefined,
    ...(transaction === undefined
      ? { reason: 'the service declares no Transaction that takes records of ISO 19139' }
      : {}),
    ...(records === undefined ? {} : { records }),
  };
}

/** The service does not tell who we are; that it answers means that it takes the login. */
export async function identity(session: CswSession): Promise<string | undefined> {
  if (session.settings.username === undefined) return undefined;
  await serviceOf(session);
  return session.settings.username;
}
