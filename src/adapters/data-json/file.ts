import { RemoteFault } from '../../faults.ts';
import { dataJsonDocument } from '../../formats/data-json/document.ts';
import type { WholeDocument } from '../../formats/format.ts';
import type { Session } from '../adapter.ts';
import { fetchFile } from '../file-request.ts';
import { listedFile } from '../listed-file.ts';
import { perSession } from '../per-session.ts';
import type { DataJsonSettings } from './settings.ts';

export type DataJsonSession = Session<DataJsonSettings>;

/** The file, read once in a session: a session lists many pages. */
export const fileOf = perSession(async (session: DataJsonSession) => {
  const { settings } = session;
  const { text, url, where } = await fetchFile(session, settings.url, 'application/json, */*;q=0.5');
  const said = `${where} answered GET with`;
  if (/^\s*</.test(text.head))
    throw new RemoteFault('malformed', `${said} a web page instead of a data.json`);
  if (text.head.trim() === '') throw new RemoteFault('malformed', `${said} nothing`);
  const language = settings.language === undefined ? {} : { language: settings.language };
  let document: WholeDocument;
  try {
    document = await dataJsonDocument(text, { base: url, ...language });
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    throw new RemoteFault('malformed', `${said} something else than a data.json: ${error.message}`);
  }
  if (!document.records.some(({ kind }) => kind !== undefined))
    throw new RemoteFault('malformed', `${said} ${emptiness(document)}`);
  return listedFile(document);
});

function emptiness({ records, lost }: WholeDocument): string {
  if (lost !== undefined) return `a data.json in which no dataset can be read: ${lost.reason}`;
  return records.length === 0
    ? 'JSON that lists no dataset'
    : 'JSON whose list of datasets holds something else';
}
