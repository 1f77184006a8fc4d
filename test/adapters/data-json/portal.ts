import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  modified: string;
}

export interface Catalogue {
  title: string;
  entries: Entry[];
  key?: string;
}

/** What a data.json holds; tests change it at will. */
export interface Wire {
  conformsTo?: string;
  title?: string;
  dataset: unknown[];
}

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(3, '0');
    return { id: `GOV-${number}`, title: `Dataset ${number}`, modified: `2024-01-${number.slice(1)}` };
  });
  return { title: 'Agency catalogue', entries, ...more };
}

/** A site with a data.json at its usual place. */
export function answerOf(held: Catalogue, { path, headers }: Asked): Said {
  if (held.key !== undefined && headers.authorization !== `Bearer ${held.key}`)
    return { status: 401, body: 'a token is needed' };
  if (path !== '/data.json') return { status: 404, body: 'not found' };
  return said(wireOf(held));
}

export function wireOf({ title, entries }: Catalogue): Wire {
  return {
    conformsTo: 'https://project-open-data.cio.gov/v1.1/schema',
    title,
    dataset: entries.map(datasetOf),
  };
}

function datasetOf({ id, title, modified }: Entry): object {
  return {
    '@type': 'dcat:Dataset',
    identifier: id,
    title,
    description: `About ${title}`,
    modified,
    accessLevel: 'public',
    keyword: ['test'],
    publisher: { name: 'Agency' },
    distribution: [{ downloadURL: `https://agency.example.org/${id}.csv`, mediaType: 'text/csv' }],
  };
}

export function said(body: unknown): Said {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
