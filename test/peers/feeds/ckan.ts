import assert from 'node:assert/strict';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { ckanGuest, type Peer } from '../../support/peers.ts';
import { PortalClient, at } from '../../support/portal-client.ts';
import { harvested, leavingOnFailure, pushDemonstration, type Catalogue } from './feed.ts';

const EU = 'http://publications.europa.eu/resource/authority';
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'ANNUAL', 'IRREG', 'UNKNOWN'];
const LICENSES = ['notspecified', 'odc-odbl', 'cc-by', 'cc-zero', 'cc-by-sa', 'other-open'];
const CHECKSUMS: Record<string, number> = { md5: 32, sha1: 40, sha256: 64 };
const FORMATS = ['CSV', 'GeoJSON', 'XLSX', 'PDF', 'WMS', 'HTML'];
const MADE = 32;

/** An organisation of a real CKAN with all that ckanext-dcat knows to say, said in many ways. */
export async function filledCkan(peer: Peer): Promise<Catalogue> {
  const guest = await ckanGuest(peer);
  const { organization, leave } = guest;
  return leavingOnFailure(leave, async () => {
    const client = new PortalClient(peer.url, { authorization: guest.key });
    for (let index = 0; index < MADE; index += 1) {
      const json = { owner_org: organization, name: `${organization}-${index}`, ...packageAt(index) };
      const { status, text } = await client.call('POST', '/api/3/action/package_create', { json });
      assert.equal(status, 200, text.slice(0, 500));
    }
    const settings = { url: peer.url, organization, apiToken: guest.key };
    const pushed = await pushDemonstration(ckan, settings);
    const own = await harvested(ckan, { url: peer.url, organizations: [organization], language: 'fr' });
    const shown = async (id: string) =>
      at((await client.call('GET', `/api/3/action/package_show?id=${id}`)).body, 'result');
    const feed = (syntax: string) => `${peer.url}/catalog.${syntax}?fq=organization:${organization}`;
    return {
      url: peer.url,
      made: MADE + pushed,
      own: await Promise.all(own.map(async ({ dataset }) => ({ dataset, raw: await shown(dataset.id) }))),
      feeds: Object.fromEntries(['ttl', 'rdf', 'jsonld', 'n3'].map((syntax) => [syntax, feed(syntax)])),
      addressOf: ({ dataset, raw }) => dataset.iri ?? `${peer.url}/dataset/${String(at(raw, 'id'))}`,
      leave,
    };
  });
}

/** Each place says other things, and some say little. */
function packageAt(index: number): object {
  const extras = Object.entries(extrasAt(index)).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  return {
    title: `Jeu n° ${index} : l’« eau » & <le reste>`,
    notes: `# Titre\n\nUn *texte* n° ${index},\nsur deux lignes.\n\n- <b>liste</b>\n- "citée" \\ barrée`,
    license_id: LICENSES[index % LICENSES.length],
    tags: [{ name: 'eau' }, { name: `jeu ${index}` }, { name: 'été - hiver' }],
    extras,
    resources: Array.from({ length: index % 4 }, (_, place) => resourceAt(index, place)),
    ...(index % 2 === 0 && { url: `https://www.example.org/jeux/${index}?a=1&b=é`, version: `1.${index}` }),
    ...(index % 3 === 0 && { author: 'Une autrice', author_email: 'autrice@example.org' }),
    ...(index % 3 === 1 && { maintainer: 'Un mainteneur', maintainer_email: 'mainteneur@example.org' }),
  };
}

function extrasAt(index: number): Record<string, unknown> {
  const some = (every: number, members: Record<string, unknown>) =>
    index % every === 1 || index % (2 * every) === 0 ? members : {};
  return {
    ...some(2, {
      identifier: `jeu:${index}`,
      frequency: index % 4 === 0 ? 'annuelle' : `${EU}/frequency/${FREQUENCIES[index % FREQUENCIES.length]}`,
      theme: [`${EU}/data-theme/ENVI`, `${EU}/data-theme/TRAN`],
      language: index % 8 === 0 ? ['fr', 'en'] : [`${EU}/language/FRA`],
      access_rights: index % 8 === 1 ? 'Sur demande' : `${EU}/access-right/PUBLIC`,
      dcat_type: `${EU}/dataset-type/STATISTICAL`,
      version_notes: 'Une *note*',
      provenance: 'Relevés des agents',
      rights: 'Citer la source',
      issued: index % 8 === 3 ? '2019' : '2019-03-04',
      modified: '2024-05-06T07:08:09+02:00',
      alternate_identifier: [`autre:${index}`, 'https://doi.org/10.1000/182'],
      alternative: `J${index}`,
      created: '2018-01-01',
    }),
    ...some(3, {
      publisher_name: 'Agence de l’eau',
      publisher_uri: `https://www.example.org/organismes/${index % 2}`,
      publisher_email: 'agence@example.org',
      publisher_url: 'https://www.example.org/agence',
      publisher_type: 'http://purl.org/adms/publishertype/LocalAuthority',
      publisher_identifier: '21000000000001',
      contact_name: 'Le guichet',
      contact_email: 'guichet@example.org',
      contact_uri: 'https://www.example.org/guichet',
      creator_name: 'Une créatrice',
      creator_email: 'creatrice@example.org',
      creator_url: 'https://www.example.org/creatrice',
      contributor_name: 'Un contributeur',
      rights_holder_name: 'La titulaire',
    }),
    ...some(4, {
      temporal_start: index % 8 === 1 ? '2010' : '2010-01-01',
      temporal_end: '2020-12-31',
      temporal_resolution: 'P1D',
      spatial_resolution_in_meters: ['25.5'],
      ...(index % 8 === 1 && { spatial_uri: 'http://id.insee.fr/geo/departement/56' }),
      spatial_text: 'Morbihan',
      spatial: areaAt(index),
    }),
    ...some(5, {
      conforms_to: ['https://schema.data.gouv.fr/etalab/schema-irve', 'Une norme'],
      documentation: ['https://www.example.org/doc'],
      related_resource: ['https://www.example.org/lien'],
      source: ['https://www.example.org/source'],
      sample: ['https://www.example.org/extrait.csv'],
      is_referenced_by: ['https://doi.org/10.1000/183'],
      applicable_legislation: ['http://data.europa.eu/eli/reg_impl/2023/138/oj'],
      hvd_category: ['http://data.europa.eu/bna/c_ac64a52d'],
    }),
    ...(index === 7 && { uri: 'https://www.example.org/id/jeu-sept' }),
    ...(index % 6 === 2 && { 'propre au site': `valeur ${index}` }),
  };
}

function areaAt(index: number): object {
  const [west, south, east, north] = [-3.5, 47.25, -2.125, 48.5];
  const triangle = [
    [west, south],
    [east, south],
    [east, north],
  ];
  const corners = index % 8 === 0 ? triangle : [...triangle, [west, north]];
  return { type: 'Polygon', coordinates: [[...corners, [west, south]]] };
}

function resourceAt(index: number, place: number): object {
  const format = FORMATS[(index + place) % FORMATS.length] ?? 'CSV';
  const [algorithm, length] = Object.entries(CHECKSUMS)[(index + place) % 3] ?? ['md5', 32];
  const url = `https://data.example.org/jeux/${index}/${place}.${format.toLowerCase()}?a=1&b=é`;
  return {
    name: `Fichier n° ${place}`,
    url,
    format,
    ...(place % 2 === 0 && { description: `Le *fichier* n° ${place}`, size: 1_000 + index }),
    ...(place % 2 === 0 && format === 'CSV' && { mimetype: 'text/csv' }),
    ...(place % 3 === 0 && {
      hash: 'a1'.repeat((length ?? 32) / 2),
      ...(index % 2 === 0 && { hash_algorithm: `http://spdx.org/rdf/terms#checksumAlgorithm_${algorithm}` }),
    }),
    ...(place === 1 && {
      download_url: url,
      access_url: 'https://data.example.org/jeux',
      license: 'https://creativecommons.org/licenses/by/4.0/',
      rights: 'Citer la source',
      status: 'http://purl.org/adms/status/Completed',
      availability: `${EU}/planned-availability/STABLE`,
      language: ['http://publications.europa.eu/resource/authority/language/FRA'],
      conforms_to: ['https://www.rfc-editor.org/rfc/rfc4180'],
      documentation: ['https://www.example.org/doc/fichier'],
      issued: '2019-03-04',
      modified: '2024-05-06',
      compress_format: 'https://www.iana.org/assignments/media-types/application/gzip',
    }),
    ...(format === 'WMS' && {
      access_services: JSON.stringify([
        {
          title: 'Service de cartes',
          endpoint_url: ['https://geo.example.org/wms'],
          endpoint_description: 'https://geo.example.org/wms?request=GetCapabilities',
          conforms_to: ['http://www.opengis.net/def/serviceType/ogc/wms'],
        },
      ]),
    }),
  };
}
