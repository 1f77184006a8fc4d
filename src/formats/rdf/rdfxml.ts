import { RdfXmlParser } from 'rdfxml-streaming-parser';
import type { Graph } from './graph.ts';
import type { Notes } from './notes.ts';
import { literal, resource } from './terms.ts';
import type { Term } from './terms.ts';
import { XmlMender } from './xml-mend.ts';

/** Without a base, relative addresses are read from here and given back as they were. */
const NOWHERE = 'http://nowhere.invalid/';

/** What protocols wrap round RDF/XML: answers of a CSW and of OAI-PMH. */
const ENVELOPES =
  /^(?:GetRecordsResponse|GetRecordByIdResponse|SearchStatus|SearchResults|RequestId|OAI-PMH|responseDate|request|ListRecords|GetRecord|record|header|identifier|datestamp|setSpec|metadata|resumptionToken)$/;
const PROTOCOLS = /opengis\.net\/cat\/csw|openarchives\.org/;

const RESOLVED = /^https?:\/\/[^/]+(?:\/(?!\.)[^/]*)*$/;

/** Deeper nesting is no description of anything, and each level costs the parser's stack. */
const DEPTH_MAX = 500;

/** RDF/XML. What is not well formed is told and left out; reading goes on behind it. */
export async function readRdfXml(
  pieces: AsyncIterable<string>,
  graph: Graph,
  notes: Notes,
  base: string | undefined,
): Promise<void> {
  const mender = new XmlMender(notes);
  const reader = new Reader(graph, notes, base);
  for await (const piece of pieces) if (!reader.feed(mender.mend(piece))) return;
  reader.feed(mender.end());
  reader.finish();
}

interface TermLike {
  termType: string;
  value: string;
  language?: string;
  datatype?: { value: string };
}

/** The library's parser is a stream that ends at the first error; its hooks are the only way to go on, and to hear each quad at once. */
class Reader extends RdfXmlParser {
  readonly #graph: Graph;
  readonly #notes: Notes;
  /** For each open element whether it is an envelope's. */
  readonly #open: boolean[] = [];
  #seen = false;

  constructor(graph: Graph, notes: Notes, base: string | undefined) {
    super({ baseIRI: base ?? NOWHERE, allowDuplicateRdfIds: true, validateUri: false, trackPosition: true });
    this.#graph = graph;
    this.#notes = notes;
    this.on('error', (error: Error) => this.#tell(error));
  }

  /** False when nothing more can be read. */
  feed(text: string): boolean {
    if (text === '') return true;
    this._transform(text, 'utf8', (error) => {
      if (error) this.#tell(error);
    });
    return this.#open.length <= DEPTH_MAX;
  }

  finish(): void {
    if (!this.#seen || this.#open.length === 0) return;
    const reason = 'not whole RDF/XML: the text ends before its elements are closed';
    this.#notes.cut(reason);
    this.#notes.add(reason);
  }

  protected override onTag(tag: Parameters<RdfXmlParser['onTag']>[0]): void {
    this.#seen = true;
    const isEnvelope = PROTOCOLS.test(tag.uri) && ENVELOPES.test(tag.local);
    this.#open.push(isEnvelope);
    if (this.#open.length > DEPTH_MAX) throw new Error(`elements nested deeper than ${DEPTH_MAX}`);
    if (!isEnvelope) this.#going(() => super.onTag(tag));
  }

  protected override onCloseTag(): void {
    if (this.#open.pop() === false) this.#going(() => super.onCloseTag());
  }

  override push(quad: unknown): boolean {
    if (isQuad(quad)) this.#add(quad);
    return true;
  }

  /** An absolute address without a way up in it is resolved already: nearly every one is. */
  override valueToUri(
    value: string,
    tag: Parameters<RdfXmlParser['valueToUri']>[1],
  ): ReturnType<RdfXmlParser['valueToUri']> {
    return RESOLVED.test(value) ? this.uriToNamedNode(value) : super.valueToUri(value, tag);
  }

  #add({ subject, predicate, object }: { subject: TermLike; predicate: TermLike; object: TermLike }): void {
    const term: Term | undefined =
      object.termType === 'Literal'
        ? literal(object.value, object.language, object.datatype?.value)
        : object.termType === 'Quad'
          ? undefined
          : resource(idOf(object));
    if (term !== undefined) this.#graph.add(idOf(subject), predicate.value, term);
  }

  #going(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#tell(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #tell(error: Error): void {
    this.#notes.lose(`not well-formed RDF/XML: ${error.message}`);
  }
}

function idOf(term: TermLike): string {
  if (term.termType === 'BlankNode') return `_:${term.value}`;
  const id = term.value.trim();
  return id.startsWith(NOWHERE) ? id.slice(NOWHERE.length) : id;
}

function isQuad(value: unknown): value is { subject: TermLike; predicate: TermLike; object: TermLike } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'subject' in value &&
    'predicate' in value &&
    'object' in value
  );
}
