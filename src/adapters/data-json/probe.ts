import type { ProbeReport } from '../adapter.ts';
import { holderOf } from '../file-settings.ts';
import { fileOf } from './file.ts';
import type { DataJsonSession } from './file.ts';

export async function probe(session: DataJsonSession): Promise<ProbeReport> {
  const { syntax, title, records } = await fileOf(session);
  const who = holderOf(session.settings);
  return {
    software: syntax,
    ...(title === undefined ? {} : { title }),
    ...(who === undefined ? {} : { identity: who }),
    rights: ['may read the file'],
    mayPush: false,
    reason: 'datasets are harvested from a data.json, not pushed to it',
    records: records.length,
  };
}

/** The site does not tell who we are; that it gives the file means that it takes the key. */
export async function identity(session: DataJsonSession): Promise<string | undefined> {
  const who = holderOf(session.settings);
  if (who !== undefined) await fileOf(session);
  return who;
}
