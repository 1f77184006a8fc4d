import { RemoteFault } from '../../faults.ts';
import { graphDocument } from '../../formats/dcat/document.ts';
import { pagingOf } from '../../formats/dcat/paging.ts';
import { readGraphText } from '../../formats/rdf/read.ts';
import type { GraphRead } from '../../formats/rdf/read.ts';
import type { Session } from '../adapter.ts';
import { fetchFile } from '../file-request.ts';
import { listedFile } from '../listed-file.ts';
import type { ListedFile } from '../listed-file.ts';
import { inOneOrder } from './order.ts';
import { perSession } from '../per-session.ts';
import { nextIn, totalIn } from './next.ts';
import type { DcatSettings } from './settings.ts';

export type DcatSession = Session<DcatSettings>;

/** One page of a catalogue, or all of it. */
export interface Sheet {
  file: ListedFile;
  next?: string;
  total?: number;
  doubt?: string;
}

const ACCEPT = {
  turtle: 'text/turtle',
  rdfxml: 'application/rdf+xml',
  jsonld: 'application/ld+json',
  ntriples: 'application/n-triples',
} as const;
const ANY =
  'text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7, */*;q=0.1';
/** Pages are asked for ahead of the one that is read. */
const KEPT_MAX = 5;

/** Pages that a session holds: what is taken slice by slice is fetched once. */
const keptBy = perSession((_session: DcatSession) => Promise.resolve(new Map<string, Promise<Sheet>>()));

export async function sheetAt(session: DcatSession, url: string): Promise<Sheet> {
  session.signal.throwIfAborted();
  const kept = await keptBy(session);
  const known = kept.get(url);
  if (known !== undefined) return known;
  const sheet = fetchSheet(session, url);
  kept.set(url, sheet);
  sheet.catch(() => kept.delete(url));
  for (const oldest of [...kept.keys()].slice(0, -KEPT_MAX)) kept.delete(oldest);
  return sheet;
}

async function fetchSheet(session: DcatSession, url: string): Promise<Sheet> {
  const { format, language } = session.settings;
  const accept = format === undefined ? ANY : ACCEPT[format];
  const { text, url: base, where } = await fetchFile(session, url, accept);
  const said = `${where} answered GET with`;
  let read: GraphRead;
  try {
    read = await readGraphText(text, base);
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    throw new RemoteFault('malformed', `${said} something else than RDF: ${error.message}`);
  }
  if (read.syntax.startsWith('HTML'))
    throw new RemoteFault('malformed', `${said} a web page; the address of the catalogue in RDF is wanted`);
  const { totals, next: links } = pagingOf(read.graph);
  const total = totalIn(totals);
  const next = nextIn(links, { asked: url, answered: base });
  const isPaged = totals.length > 0 || links.length > 0;
  const document = graphDocument(read, { base, ...(language === undefined ? {} : { language }) });
  const file = listedFile({ ...document, records: inOneOrder(document.records, isPaged) });
  const isEmpty = !file.records.some(({ kind }) => kind !== undefined);
  if (isEmpty && totals.length === 0 && links.length === 0)
    throw new RemoteFault(
      'malformed',
      `${said} RDF (${file.syntax}) that describes no dataset${file.lost === undefined ? '' : `: ${file.lost.reason}`}`,
    );
  const doubt = total.doubt ?? next.doubt;
  return {
    file,
    ...(next.url === undefined ? {} : { next: next.url }),
    ...(total.count === undefined ? {} : { total: total.count }),
    ...(doubt === undefined ? {} : { doubt }),
  };
}
