import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  modified: string;
  kind?: 'dataset' | 'series' | 'service';
}

export interface Catalogue {
  entries: Entry[];
  /** Records in a page; all in one file when absent. */
  size?: number;
  /** How its pages are linked: as Hydra has it now, as it had it before, or by a node without an address. */
  paging: 'view' | 'collection' | 'anonymous';
  /** Written on each page, as feeds do with services that serve its datasets. */
  everywhere: Entry[];
  key?: string;
}

const TYPES = { dataset: 'dcat:Dataset', series: 'dcat:DatasetSeries', service: 'dcat:DataService' };
const CONTEXT = { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/' };

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(3, '0');
    return { id: idOf(number), title: `Dataset ${number}`, modified: `2024-01-${number.slice(1)}` };
  });
  return { entries, paging: 'view', everywhere: [], ...more };
}

export function idOf(number: string): string {
  return `https://data.example.org/d/${number}`;
}

/** A catalogue at /catalog, in Turtle or in JSON-LD as it is asked for; in pages only in Turtle. */
export function answerOf(held: Catalogue, asked: Asked): Said {
  if (held.key !== undefined && asked.headers.authorization !== `Bearer ${held.key}`)
    return { status: 401, body: 'a token is needed' };
  if (asked.path !== '/catalog') return { status: 404, body: 'not found' };
  const isJson = asked.headers.accept === 'application/ld+json';
  return isJson ? jsonOf(held) : turtle(turtleOf(held, asked));
}

export function turtle(body: string): Said {
  return { headers: { 'content-type': 'text/turtle' }, body };
}

function turtleOf(held: Catalogue, { origin, query }: Asked): string {
  const { entries, size = entries.length, everywhere } = held;
  const page = Number(query.get('page') ?? 1);
  const shown = entries.slice((page - 1) * size, page * size);
  const isLast = page * size >= entries.length;
  return [
    '@prefix dcat: <http://www.w3.org/ns/dcat#> .',
    '@prefix dct: <http://purl.org/dc/terms/> .',
    '@prefix hydra: <http://www.w3.org/ns/hydra/core#> .',
    `<${origin}/catalog> a dcat:Catalog ; dct:title "Test catalogue" .`,
    ...[...shown, ...everywhere].map(statementOf),
    ...(held.size === undefined ? [] : [linksOf(held, isLast ? undefined : page + 1)]),
    '',
  ].join('\n');
}

function statementOf({ id, title, modified, kind = 'dataset' }: Entry): string {
  return `<${id}> a ${TYPES[kind]} ; dct:title "${title}" ; dct:modified "${modified}" .`;
}

function linksOf({ paging, entries }: Catalogue, next: number | undefined): string {
  const total = `hydra:totalItems ${entries.length}`;
  if (paging === 'collection')
    return `[] a hydra:PagedCollection ; ${total} ${next === undefined ? '' : `; hydra:nextPage "?page=${next}"`} .`;
  const view = `a hydra:PartialCollectionView ${next === undefined ? '' : `; hydra:next </catalog?page=${next}>`}`;
  if (paging === 'anonymous') return `</catalog> a hydra:Collection ; ${total} ; hydra:view [ ${view} ] .`;
  return `</catalog> a hydra:Collection ; ${total} ; hydra:view <#view> .\n<#view> ${view} .`;
}

function jsonOf({ entries }: Catalogue): Said {
  const graph = entries.map(({ id, title, modified, kind = 'dataset' }) => ({
    '@id': id,
    '@type': TYPES[kind],
    'dct:title': title,
    'dct:modified': modified,
  }));
  return {
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify({ '@context': CONTEXT, '@graph': graph }),
  };
}
