import type { ReadOptions, Seen, WholeDocument } from '../format.ts';
import type { Graph } from '../rdf/graph.ts';
import type { GraphRead } from '../rdf/read.ts';
import { isLiteral } from '../rdf/terms.ts';
import { asideOf } from '../values/record.ts';
import { attempt } from './attempt.ts';
import { rawOf } from './dataset.ts';
import { survey } from './survey.ts';
import type { Survey } from './survey.ts';

/** A graph read whole. Its records are mapped when their turn comes. */
export function graphDocument({ graph, notes, syntax }: GraphRead, options: ReadOptions): WholeDocument {
  const found = survey(graph);
  const { lost } = notes;
  const title = titleIn(found, graph);
  return {
    syntax,
    ...(title === undefined ? {} : { title }),
    records: [
      ...found.records.map((one) => seenAt(one, graph, found, options)),
      ...found.bare.map((id) => bareAt(id, graph)),
    ],
    notes: notes.take(),
    ...(lost === undefined ? {} : { lost }),
  };
}

function seenAt(
  { id, kind }: Survey['records'][number],
  graph: Graph,
  found: Survey,
  options: ReadOptions,
): Seen {
  const known = isNameless(id) ? identifierOf(id, graph) : id;
  return {
    kind,
    ...(known === undefined ? {} : { id: known }),
    raw: () => shownAt(id, graph),
    read: () => attempt({ id, kind }, graph, found, options),
  };
}

function bareAt(id: string, graph: Graph): Seen {
  const aside = asideOf('map', 'nothing is said of it but its type', { remoteId: id });
  return { id, raw: () => shownAt(id, graph), read: () => ({ aside }) };
}

function shownAt(id: string, graph: Graph): object {
  const raw = rawOf(id, graph);
  return typeof raw === 'object' && raw !== null ? raw : { value: raw };
}

function isNameless(id: string): boolean {
  return id.startsWith('_:') || id.includes('/.well-known/genid/');
}

function identifierOf(id: string, graph: Graph): string | undefined {
  const [first] = [...graph.objects(id, 'dct:identifier'), ...graph.objects(id, 'schema:identifier')];
  return first !== undefined && isLiteral(first) && first.value.trim() !== ''
    ? first.value.trim()
    : undefined;
}

/** What the first catalogue that lists something calls itself. */
function titleIn(found: Survey, graph: Graph): string | undefined {
  const [catalogue] = found.listing;
  if (catalogue === undefined) return undefined;
  const [title] = ['dct:title', 'schema:name']
    .flatMap((name) => graph.objects(catalogue, name))
    .filter(isLiteral);
  return title?.value.trim().slice(0, 500);
}
