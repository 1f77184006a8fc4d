import assert from 'node:assert/strict';
import { udata } from '../../../src/adapters/udata/index.ts';
import { udataGuest, type Peer } from '../../support/peers.ts';
import { PortalClient, at } from '../../support/portal-client.ts';
import { harvested, leavingOnFailure, pushDemonstration, type Catalogue } from './feed.ts';

const ROLES =
  'contact creator publisher rightsHolder custodian distributor originator principalInvestigator processor resourceProvider user'.split(
    ' ',
  );
const LICENSES = 'lov2 fr-lo odc-odbl cc-by cc-by-sa cc-zero notspecified'.split(' ');
const HVD_TAGS = ['geospatiales', 'mobilite', 'meteorologiques', 'statistiques'];
const TYPES = ['main', 'update', 'documentation', 'api', 'code', 'other'];
const FORMATS = [
  ['csv', 'text/csv'],
  ['geojson', 'application/geo+json'],
  ['pdf', 'application/pdf'],
  ['json', 'application/json'],
  ['xml', 'application/xml'],
];
const CHECKSUMS: Record<string, number> = { md5: 32, sha1: 40, sha256: 64 };
/** Pages of the feed: small, so that there are several. */
const PAGE_SIZE = 20;

/** An organisation of a real udata with all that udata knows to say, said in many ways. */
export async function filledUdata(peer: Peer): Promise<Catalogue> {
  const { organization, leave } = await udataGuest(peer);
  return leavingOnFailure(leave, async () => {
    const { made, served } = await fill(peer, organization);
    const settings = { url: peer.url, organization, apiKey: peer.key };
    const pushed = await pushDemonstration(udata, settings);
    const feed = (syntax: string) =>
      `${peer.url}/api/1/site/catalog.${syntax}?organization=${organization}&page_size=${PAGE_SIZE}`;
    return {
      url: peer.url,
      made: made + pushed,
      own: (await harvested(udata, settings)).map(({ dataset, raw }) => ({
        dataset,
        raw: { ...(raw as object), served: served.get(String(at(raw, 'id'))) },
      })),
      feeds: Object.fromEntries(['ttl', 'xml', 'jsonld', 'n3', 'nt'].map((syntax) => [syntax, feed(syntax)])),
      addressOf: ({ dataset: { id, kind } }) =>
        `${peer.url}/api/1/${kind === 'service' ? id.replace('dataservice', 'dataservices') : `datasets/${id}`}/`,
      leave,
    };
  });
}

/** How many records there are then, and the datasets of each service. */
async function fill(
  peer: Peer,
  organization: string,
): Promise<{ made: number; served: Map<string, string[]> }> {
  const client = new PortalClient(peer.url, { 'x-api-key': peer.key });
  const post = async (path: string, json: object) => {
    const { status, text, body } = await client.call('POST', `/api/1/${path}`, { json });
    assert.ok(status < 300, `${path}: ${status} ${text.slice(0, 500)}`);
    return body;
  };
  const contacts: string[] = [];
  for (const [index, role] of ROLES.entries())
    contacts.push(String(at(await post('contacts/', { organization, ...contactIn(role, index) }), 'id')));
  const { body: known } = await client.call('GET', '/api/1/datasets/frequencies/');
  const ids: string[] = [];
  for (const [index, { id: frequency }] of (known as { id: string }[]).entries()) {
    const dataset = { organization, frequency, ...datasetAt(index, contacts) };
    const id = String(at(await post('datasets/', dataset), 'id'));
    ids.push(id);
    for (const kind of badgesAt(index)) await post(`datasets/${id}/badges/`, { kind });
  }
  const served = new Map<string, string[]>();
  for (const index of [0, 1]) {
    const datasets = ids.slice(0, index);
    const service = { organization, ...serviceAt(index, contacts, datasets) };
    served.set(String(at(await post('dataservices/', service), 'id')), datasets);
  }
  return { made: ids.length + served.size, served };
}

function contactIn(role: string, index: number): object {
  return {
    role,
    name: `Service ${role}`,
    email: `${role.toLowerCase()}@example.org`,
    ...(index % 2 === 0 ? {} : { contact_form: `https://www.example.org/contact/${role}` }),
  };
}

/** Each place says other things, and some say little. */
function datasetAt(index: number, contacts: readonly string[]): object {
  const some = (every: number, members: object): object => (index % every === 0 ? members : {});
  return {
    title: `Jeu n° ${index} : l’« eau » & <le reste>`,
    description: `# Titre\n\nUn *texte* n° ${index},\nsur deux lignes.\n\n- <b>liste</b>\n- "citée" \\ barrée`,
    license: LICENSES[index % LICENSES.length],
    tags: [
      'eau',
      `jeu-${index}`,
      ...(index % 5 === 0 ? ['hvd', HVD_TAGS[(index / 5) % HVD_TAGS.length]] : []),
    ],
    contact_points: index % 4 === 3 ? [] : contacts.filter((_, place) => (place + index) % 3 !== 1),
    ...some(2, { acronym: `JEU${index}`, temporal_coverage: periodAt(index) }),
    ...some(3, { spatial: areaAt(index) }),
    ...some(4, { extras: { 'navette-essai': `valeur ${index}`, nombre: index } }),
    ...some(6, { frequency_date: '2027-01-15T00:00:00+00:00' }),
    ...accessAt(index),
    resources: Array.from({ length: index % 5 }, (_, place) => resourceAt(index, place)),
  };
}

function periodAt(index: number): object {
  return { start: `20${10 + (index % 10)}-01-01`, ...(index % 4 === 0 ? { end: '2024-12-31' } : {}) };
}

function areaAt(index: number): object {
  const ring = [
    [-3.5, 47.5],
    [-3, 47.5 + index / 100],
    [-3, 48],
    [-3.5, 47.5],
  ];
  return { geom: { type: 'MultiPolygon', coordinates: [[ring]] }, granularity: 'poi' };
}

function accessAt(index: number): object {
  if (index % 7 === 5) return { access_type: 'open_with_account', license: null };
  if (index % 7 !== 6) return { access_type: 'open' };
  const category = 'confidentiality_of_proceedings_of_public_authorities';
  return { access_type: 'restricted', access_type_reason_category: category, license: null };
}

function resourceAt(index: number, place: number): object {
  const type = TYPES[(index + place) % TYPES.length];
  const [format, mime] = FORMATS[(index + place) % FORMATS.length] ?? [];
  const [algorithm, length] = Object.entries(CHECKSUMS)[(index + place) % 3] ?? ['md5', 32];
  const wfs = `https://geo.example.org/wfs?service=WFS&request=GetCapabilities&n=${index}.${place}`;
  return {
    title: `Fichier n° ${place}`,
    description: place % 2 === 0 ? `Le *fichier* n° ${place}` : null,
    filetype: 'remote',
    type,
    url: type === 'api' ? wfs : `https://data.example.org/jeux/${index}/${place}.${format}?a=1&b=é|d`,
    format: type === 'api' ? 'wfs' : format,
    ...(place % 2 === 0 && type !== 'api' && { mime, filesize: 1_000 + index }),
    ...(place % 3 === 0 && { checksum: { type: algorithm, value: 'a1'.repeat((length ?? 32) / 2) } }),
    ...(place % 4 === 1 && { schema: { name: 'etalab/schema-irve', version: '2.3.1' } }),
    ...(place % 4 === 2 && { extras: { 'navette-essai': 'un' } }),
  };
}

/** The mark of high value, without which the feed takes the tag for a tag like any other. */
function badgesAt(index: number): string[] {
  return index % 10 === 0 ? ['hvd'] : index === 1 ? ['inspire'] : [];
}

function serviceAt(index: number, contacts: readonly string[], datasets: readonly string[]): object {
  return {
    title: `Interface n° ${index}`,
    description: 'Une *interface*',
    base_api_url: `https://api.example.org/v${index}`,
    machine_documentation_url: `https://api.example.org/v${index}/openapi.json`,
    technical_documentation_url: `https://api.example.org/v${index}/doc`,
    license: 'lov2',
    tags: ['eau', 'interface'],
    access_type: 'open',
    contact_points: contacts.slice(0, 2),
    datasets,
  };
}
