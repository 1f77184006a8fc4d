import { RemoteFault } from '../../faults.ts';
import { readGraphRecords } from '../dcat/index.ts';
import type { Read, ReadOptions } from '../format.ts';
import { readGraphText } from '../rdf/read.ts';
import { asideOf } from '../values/record.ts';
import { xmlOf } from '../xml/serialize.ts';
import type { XmlElement } from '../xml/tree.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const DCAT = 'http://www.w3.org/ns/dcat#';

export function isRdf({ uri }: Pick<XmlElement, 'uri'>): boolean {
  return uri === RDF || uri === DCAT;
}

/** Written after the results instead of among them, as some catalogues leave their DCAT. */
export function isBeside(uri: string, path: readonly string[]): boolean {
  return path.at(-2) === 'GetRecordsResponse' && isRdf({ uri });
}

/** The datasets in one record in RDF/XML, which stands as a whole `rdf:RDF` or as a node by itself. */
export async function* rdfRecords(element: XmlElement, options: ReadOptions): AsyncGenerator<Read> {
  const isWhole = element.uri === RDF && element.name === 'RDF';
  const text = isWhole ? xmlOf(element) : `<rdf:RDF xmlns:rdf="${RDF}">${xmlOf(element)}</rdf:RDF>`;
  try {
    const graph = await readGraphText({ head: text.slice(0, 65_536), pieces: inOne(text) }, options.base);
    let found = false;
    for (const read of readGraphRecords(graph, options)) {
      found = true;
      yield read;
    }
    if (!found) yield { aside: asideOf('map', 'a record in RDF that describes no dataset', { raw: text }) };
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    yield { aside: asideOf('parse', error.message, { raw: text }) };
  }
}

async function* inOne(text: string): AsyncGenerator<string> {
  yield text;
}
