import { ckan } from '../../../src/adapters/ckan/index.ts';
import { csw } from '../../../src/adapters/csw/index.ts';
import { dataFair } from '../../../src/adapters/data-fair/index.ts';
import { dataJson } from '../../../src/adapters/data-json/index.ts';
import { dcat } from '../../../src/adapters/dcat/index.ts';
import { ogcRecords } from '../../../src/adapters/ogc-records/index.ts';
import { opendatasoft } from '../../../src/adapters/opendatasoft/index.ts';
import { udata } from '../../../src/adapters/udata/index.ts';
import { names, packages, search } from '../../adapters/ckan/catalogue.ts';
import * as cswCatalogue from '../../adapters/csw/catalogue.ts';
import * as cswPortal from '../../adapters/csw/portal.ts';
import * as dataFairPortal from '../../adapters/data-fair/portal.ts';
import * as dataJsonPortal from '../../adapters/data-json/portal.ts';
import * as dcatPortal from '../../adapters/dcat/portal.ts';
import * as ogcPortal from '../../adapters/ogc-records/portal.ts';
import * as opendatasoftPortal from '../../adapters/opendatasoft/portal.ts';
import { pageOf, records } from '../../adapters/udata/pages.ts';
import type { Asked, Said } from '../scripted.ts';
import { jsonParts, type Speech } from './speech.ts';

const RECORDS = 7;
const ELSEWHERE = 'http://elsewhere.invalid';

const json = (body: unknown, status = 200): Said => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The same address with other parameters. */
function at({ origin, path, query }: Asked, more: Record<string, string>, site = origin): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) changed.set(name, value);
  return `${site}${path}?${changed.toString()}`;
}

function udataSpeech(): Speech {
  const all = records(RECORDS);
  return {
    adapter: udata,
    settings: (url) => ({ url }),
    has: ['pages', 'total', 'next', 'link'],
    ids: all.map(({ id }) => String(id)),
    thirdTitle: 'Jeu 3',
    honest(asked) {
      const { status = 200, json: body } = pageOf(all, asked);
      return json(body, status);
    },
    isPage: ({ path }) => path === '/api/1/datasets/',
    ...jsonParts([], { total: 'total', records: 'data', next: 'next_page' }),
    led: (asked, to) => {
      const page = Number(asked.query.get('page'));
      const page_ = { itself: page, first: 1, beyond: page + 1, elsewhere: page + 1 }[to];
      return at(asked, { page: String(page_) }, to === 'elsewhere' ? ELSEWHERE : asked.origin);
    },
    error: JSON.stringify({ message: 'Internal Server Error' }),
  };
}

function ckanSpeech(): Speech {
  const all = packages(RECORDS);
  const actions: Record<string, (asked: Asked) => unknown> = {
    package_search: (asked) => search(all, asked),
    package_list: (asked) => names(all, asked).result,
  };
  return {
    adapter: ckan,
    settings: (url) => ({ url }),
    has: ['pages', 'total'],
    ids: all.map(({ id }) => id ?? ''),
    thirdTitle: 'Title 2',
    honest(asked) {
      const action = actions[asked.path.split('/').at(-1) ?? ''];
      return action === undefined
        ? json({ success: false, error: { __type: 'Not Found Error', message: 'no such action' } }, 404)
        : json({ help: '', success: true, result: action(asked) });
    },
    isPage: ({ path, query }) => path.endsWith('/package_search') && query.get('rows') !== '0',
    ...jsonParts(['result'], { total: 'count', records: 'results' }),
    led: () => undefined,
    error: JSON.stringify({ success: false, error: { __type: 'Search Error', message: 'solr is away' } }),
  };
}

function cswSpeech(): Speech {
  const held = cswPortal.catalogue(RECORDS);
  const RECORD = /<gmd:MD_Metadata[^]*?<\/gmd:MD_Metadata>/g;
  return {
    adapter: csw,
    settings: (url) => ({ url: `${url}/csw` }),
    has: ['pages', 'total', 'next'],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Record 003',
    honest: (asked) => cswPortal.answerOf(held, asked),
    isPage: ({ body, query }) =>
      (body.includes('GetRecords') && body.includes('full')) || query.get('request') === 'GetRecords',
    read: (body) => ({
      total: /Matched="([^"]*)"/.exec(body)?.[1],
      records: body.match(RECORD) ?? [],
      next: /nextRecord="([^"]*)"/.exec(body)?.[1],
    }),
    write: (body, { total, records: shown, next }) =>
      body
        .replaceAll(RECORD, '')
        .replace('</csw:SearchResults>', () => `${shown.join('\n')}</csw:SearchResults>`)
        .replace(/Returned="[^"]*"/, `Returned="${shown.length}"`)
        .replace(
          /numberOfRecordsMatched="[^"]*"/,
          total === undefined ? '' : `numberOfRecordsMatched="${word(total)}"`,
        )
        .replace(/nextRecord="[^"]*"/, next === undefined ? '' : `nextRecord="${word(next)}"`),
    led: ({ body }, to) => {
      const start = Number(/startPosition="(\d+)"/.exec(body)?.[1] ?? 1);
      return String({ itself: start, first: 1, beyond: start + 2, elsewhere: 0 }[to]);
    },
    error: cswCatalogue.exception('NoApplicableCode', '', 'database is away').body,
  };
}

function ogcSpeech(): Speech {
  const held = ogcPortal.catalogue(RECORDS);
  return {
    adapter: ogcRecords,
    settings: (url) => ({ url }),
    has: ['pages', 'total', 'next', 'link'],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Record 003',
    honest: (asked) => ogcPortal.answerOf(held, asked),
    isPage: ({ path }) => path.endsWith('/items'),
    read(body) {
      const { numberMatched, features, links } = JSON.parse(body) as {
        numberMatched: number;
        features: unknown[];
        links: { href: string; type: string }[];
      };
      return {
        total: numberMatched,
        records: features,
        next: links.find(({ type }) => type.includes('json'))?.href,
      };
    },
    write(body, { total, records: features, next }) {
      const { numberMatched: _told, ...page } = JSON.parse(body) as Record<string, unknown>;
      return JSON.stringify({
        ...page,
        ...(total === undefined ? {} : { numberMatched: total }),
        numberReturned: features.length,
        features,
        links: next === undefined ? [] : [{ rel: 'next', type: 'application/geo+json', href: next }],
      });
    },
    led: (asked, to) => {
      const start = Number(asked.query.get('after') ?? 0);
      if (to === 'itself') return `${asked.origin}${asked.path}?${asked.query.toString()}`;
      if (to === 'elsewhere') return `${ELSEWHERE}/steal?after=${start + 2}`;
      return at(asked, { after: String(to === 'first' ? 0 : start + 2) });
    },
    error: JSON.stringify({ code: 'ServerError', description: 'away' }),
  };
}

function opendatasoftSpeech(): Speech {
  const held = opendatasoftPortal.catalogue(RECORDS);
  return {
    adapter: opendatasoft,
    settings: (url) => ({ url }),
    has: ['pages', 'total'],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Set 00003',
    honest: (asked) => opendatasoftPortal.answerOf(held, asked),
    isPage: ({ path }) => path.endsWith('/catalog/datasets'),
    ...jsonParts([], { total: 'total_count', records: 'results' }),
    led: () => undefined,
    error: JSON.stringify({ error_code: 'ServerError', message: 'away' }),
  };
}

function dataFairSpeech(): Speech {
  const held = dataFairPortal.catalogue(RECORDS);
  return {
    adapter: dataFair,
    settings: (url) => ({ url: `${url}/data-fair` }),
    has: ['pages', 'total'],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Jeu 00003',
    honest: (asked) => dataFairPortal.answerOf(held, asked),
    isPage: ({ path, query }) => path === '/data-fair/api/v1/catalog/datasets' && query.get('size') !== '0',
    ...jsonParts([], { total: 'count', records: 'results' }),
    led: () => undefined,
    error: 'Erreur inattendue',
  };
}

function dataJsonSpeech(): Speech {
  const held = dataJsonPortal.catalogue(RECORDS);
  return {
    adapter: dataJson,
    settings: (url) => ({ url }),
    has: [],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Dataset 003',
    honest: (asked) => dataJsonPortal.answerOf(held, asked),
    isPage: ({ path }) => path === '/data.json',
    ...jsonParts([], { records: 'dataset' }),
    led: () => undefined,
    error: JSON.stringify({ status: 'error', message: 'away' }),
  };
}

function dcatSpeech(): Speech {
  const held = dcatPortal.catalogue(RECORDS, { size: 2 });
  const RECORD = /^<[^>]*> a dcat:Dataset .*$/gm;
  return {
    adapter: dcat,
    settings: (url) => ({ url: `${url}/catalog` }),
    has: ['pages', 'total', 'next', 'link'],
    ids: held.entries.map(({ id }) => id),
    thirdTitle: 'Dataset 003',
    honest: (asked) => dcatPortal.answerOf(held, asked),
    isPage: ({ path }) => path === '/catalog',
    read: (body) => ({
      total: /totalItems (\S+)/.exec(body)?.[1],
      records: body.match(RECORD) ?? [],
      next: /hydra:next <([^>]*)>/.exec(body)?.[1],
    }),
    write: (body, { total, records: shown, next }) =>
      [body.replaceAll(RECORD, ''), ...shown]
        .join('\n')
        .replace(
          /hydra:totalItems \S+/,
          total === undefined
            ? 'a hydra:Resource'
            : `hydra:totalItems ${JSON.stringify(total).replace(/^"(\d+)"$/, (text, digits: string) => (digits.startsWith('0') ? text : digits))}`,
        )
        .replace(/ *; hydra:next <[^>]*>/, '')
        .replace(
          /<#view> a (\S+)/,
          (view) => view + (next === undefined ? '' : ` ; hydra:next <${word(next)}>`),
        ),
    led: (asked, to) => {
      const page = Number(asked.query.get('page') ?? 1);
      if (to === 'itself') return page === 1 ? '/catalog' : `/catalog?page=${page}`;
      if (to === 'first') return '/catalog';
      return `${to === 'elsewhere' ? `${ELSEWHERE}/steal` : '/catalog'}?page=${page + 1}`;
    },
    error: '{"error": "away"}',
  };
}

/** Every protocol that a harvest knows. */
export const SPEECHES: readonly (() => Speech)[] = [
  udataSpeech,
  ckanSpeech,
  cswSpeech,
  ogcSpeech,
  opendatasoftSpeech,
  dataFairSpeech,
  dataJsonSpeech,
  dcatSpeech,
];
