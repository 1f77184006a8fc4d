import { RemoteFault } from '../../faults.ts';
import { graphDocument } from '../../formats/dcat/document.ts';
import { pagingOf } from '../../formats/dcat/paging.ts';
import { readGraphText } from '../../formats/rdf/read.ts';
import { syntaxOf } from '../../formats/rdf/syntax.ts';
import { firstOf, type Look, type Seen, type Sighting } from '../look.ts';
import { linksIn } from '../page-links.ts';

const RDF = /^(?:text\/turtle|text\/n3|application\/(?:rdf\+xml|ld\+json|n-triples|x-turtle))$/;
const ACCEPT = 'text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8';
/** Where CKAN's and udata's feeds stand. */
const USUAL = ['/catalog.ttl', '/api/1/site/catalog.ttl', '/catalog.xml', '/catalog.jsonld'];
const LINKED_MAX = 3;

/** A catalogue in RDF: at the address, where its page leads to, or at the usual places. */
export async function detect(look: Look): Promise<Sighting[]> {
  const { address } = look;
  const page = await look.get(address.href);
  const linked = page === undefined ? [] : linksIn(page.text, page.url);
  const alternates = linked
    .filter(({ rel, type, href }) => /\balternate\b/.test(rel) && (RDF.test(type) || isNamedRdf(href)))
    .map(({ href }) => href)
    .slice(0, LINKED_MAX);
  const places = [address.href, ...alternates, ...USUAL.map((path) => address.origin + path)];
  const found = await firstOf([...new Set(places)], (url) => catalogueAt(look, url, alternates));
  return found === undefined ? [] : [found];
}

async function catalogueAt(
  look: Look,
  url: string,
  alternates: readonly string[],
): Promise<Sighting | undefined> {
  const seen = await look.get(url, ACCEPT);
  const held = seen === undefined ? undefined : await heldIn(seen);
  if (held === undefined) return undefined;
  const { datasets, syntax, isPaged } = held;
  const more = isPaged ? ' on its first page' : '';
  const many = seen?.isCut === true ? `more than ${datasets}` : String(datasets);
  const evidence = `${url} is a catalogue in RDF (${syntax}): ${many} datasets${more}`;
  const sureness = alternates.includes(url) && datasets <= 1 ? 'page' : 'file';
  return { settings: { url }, evidence, sureness };
}

interface Held {
  datasets: number;
  syntax: string;
  isPaged: boolean;
}

/** What the beginning of a text holds, read as any catalogue in RDF; web pages are none. */
async function heldIn({ text, url }: Seen): Promise<Held | undefined> {
  const syntax = syntaxOf(text.slice(0, 65_536));
  if (typeof syntax === 'object' || syntax === 'html') return undefined;
  if (syntax === 'json' && !text.includes('"@context"') && !text.includes('"@graph"')) return undefined;
  try {
    const read = await readGraphText({ head: text.slice(0, 65_536), pieces: once(text) }, url);
    const { next } = pagingOf(read.graph);
    const document = graphDocument(read, { base: url });
    const datasets = document.records.filter(({ kind }) => kind === 'dataset').length;
    if (datasets === 0) return undefined;
    return { datasets, syntax: document.syntax, isPaged: next.length > 0 };
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

function isNamedRdf(href: string): boolean {
  return /\.(?:ttl|rdf|jsonld|n3|nt)$/i.test(new URL(href).pathname);
}
