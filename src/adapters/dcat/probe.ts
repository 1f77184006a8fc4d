import type { ProbeReport } from '../adapter.ts';
import { holderOf } from '../file-settings.ts';
import { sheetAt } from './sheet.ts';
import type { DcatSession } from './sheet.ts';

export async function probe(session: DcatSession): Promise<ProbeReport> {
  const { file, total, next } = await sheetAt(session, session.settings.url);
  const { syntax, title } = file;
  const records = total ?? (next === undefined ? file.records.length : undefined);
  const who = holderOf(session.settings);
  return {
    software: `DCAT (RDF 1.1, ${syntax})`,
    ...(title === undefined ? {} : { title }),
    ...(who === undefined ? {} : { identity: who }),
    rights: [next === undefined ? 'may read the catalogue' : 'may read the catalogue, page by page'],
    mayPush: false,
    reason: 'records are harvested from a catalogue in RDF, not pushed to it',
    ...(records === undefined ? {} : { records }),
  };
}

/** The site does not tell who we are; that it gives the catalogue means that it takes the key. */
export async function identity(session: DcatSession): Promise<string | undefined> {
  const who = holderOf(session.settings);
  if (who !== undefined) await sheetAt(session, session.settings.url);
  return who;
}
