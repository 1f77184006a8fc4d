import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Loss } from '../../../src/adapters/adapter.ts';
import { project } from '../../../src/adapters/udata/project.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchAccessRights } from '../../../src/vocabularies/access-rights.ts';
import { matchLicense } from '../../../src/vocabularies/licenses.ts';

type Json = Record<string, unknown>;

const BARE = { kind: 'dataset', id: 'd', title: { fr: 'Titre' }, description: { fr: 'Texte' } } as const;

function sent(more: Json): { body: Json; losses: Loss[]; lost: string[] } {
  const { body, losses } = project(Dataset.parse({ ...BARE, ...more }), { language: 'fr' });
  return { body: body as Json, losses, lost: losses.map(({ field }) => field) };
}
const resources = (body: Json) => body['resources'] as Json[];

describe('udata from the model', () => {
  it('has nothing to lose in a bare dataset', () => {
    const { body, losses } = sent({});
    assert.deepEqual(losses, []);
    assert.deepEqual(body, { title: 'Titre', description: 'Texte', tags: [], extras: {}, resources: [] });
  });

  it('prefers the site’s language and tells which texts stay behind', () => {
    const { body, lost } = sent({
      title: { en: 'Title', fr: 'Titre' },
      keyword: { en: ['tree'], fr: ['arbre'] },
    });
    assert.equal(body['title'], 'Titre');
    assert.deepEqual(body['tags'], ['arbre']);
    assert.deepEqual(lost, ['title', 'keyword']);
  });

  it('tells when the language of a text is not kept', () => {
    assert.deepEqual(sent({ title: { en: 'Title' } }).lost, ['title']);
    assert.deepEqual(sent({ title: { und: 'Title' } }).lost, []);
  });

  it('lets the title stand in for a description, which udata wants', () => {
    const { body, lost } = sent({ description: undefined });
    assert.equal(body['description'], 'Titre');
    assert.deepEqual(lost, ['description']);
  });

  it('cuts by code points to what udata takes', () => {
    const { body, lost } = sent({
      title: { fr: '🌳'.repeat(400) },
      description: { fr: 'x'.repeat(100_001) },
    });
    assert.equal(Array.from(body['title'] as string).length, 350);
    assert.ok((body['title'] as string).isWellFormed());
    assert.equal((body['description'] as string).length, 100_000);
    assert.deepEqual(lost, ['title', 'description']);
  });

  it('writes keywords as slugs, sorted, and drops those that are too short', () => {
    const { body, losses } = sent({ keyword: { fr: ['Données ouvertes', 'eau', 'm²', 'EAU'] } });
    assert.deepEqual(body['tags'], ['donnees-ouvertes', 'eau']);
    assert.deepEqual(
      losses.map(({ value }) => value),
      ['m²', 'Données ouvertes, EAU'],
    );
  });

  it('writes high-value categories as tags', () => {
    const { body, losses } = sent({
      applicableLegislation: ['http://data.europa.eu/eli/reg_impl/2023/138/oj'],
      hvdCategory: [{ uri: 'http://data.europa.eu/bna/c_b79e35eb', method: 'uri', confidence: 1 }],
    });
    assert.deepEqual(body['tags'], ['hvd', 'mobilite']);
    assert.deepEqual(losses, []);
  });

  it('keeps no licence where access is restricted', () => {
    const { body, lost } = sent({
      license: matchLicense('lov2'),
      accessRights: matchAccessRights('RESTRICTED'),
    });
    assert.deepEqual([body['license'], body['access_type']], [undefined, 'restricted']);
    assert.deepEqual(lost, ['license']);
  });

  it('takes the licence that all distributions share', () => {
    const distribution = { downloadURL: ['https://example.org/a.csv'], license: matchLicense('odc-odbl') };
    assert.equal(sent({ distribution: [distribution, distribution] }).body['license'], 'odc-odbl');
    const mixed = sent({ distribution: [distribution, { ...distribution, license: matchLicense('lov2') }] });
    assert.equal(mixed.body['license'], undefined);
    const other = sent({ license: matchLicense('lov2'), distribution: [distribution] });
    assert.deepEqual([other.body['license'], other.lost], ['lov2', ['distribution[0].license']]);
  });

  it('tells the version of a licence that udata does not keep', () => {
    const { body, lost } = sent({ license: matchLicense('https://creativecommons.org/licenses/by/4.0/') });
    assert.deepEqual([body['license'], lost], ['cc-by', ['license']]);
  });

  it('always says that a link is remote, and what kind it is', () => {
    const { body } = sent({
      distribution: [
        { downloadURL: ['https://example.org/a b.csv'] },
        { accessURL: ['https://example.org/wms'], format: { code: 'wms', method: 'code', confidence: 1 } },
        { accessURL: ['https://example.org/page'] },
        {
          accessURL: ['https://example.org/api'],
          accessService: [{ endpointURL: ['https://example.org/api'] }],
        },
      ],
      page: [{ url: 'https://example.org/notice.pdf' }],
    });
    assert.deepEqual(
      resources(body).map(({ type }) => type),
      ['main', 'api', 'other', 'api', 'documentation'],
    );
    assert.ok(resources(body).every(({ filetype }) => filetype === 'remote'));
    assert.equal(resources(body)[0]?.['url'], 'https://example.org/a%20b.csv');
    assert.equal(resources(body)[0]?.['title'], 'a b.csv');
  });

  it('gives every resource a key of its own', () => {
    const same = { downloadURL: ['https://example.org/a.csv'] };
    const { body } = sent({ distribution: [same, same, { ...same, id: 'x' }] });
    const keys = resources(body).map(({ extras }) => (extras as Json)['navette:id']);
    assert.deepEqual(keys, ['https://example.org/a.csv', 'https://example.org/a.csv#2', 'x']);
  });

  it('tells what of a distribution stays behind', () => {
    const { lost } = sent({
      distribution: [
        { title: { fr: 'sans adresse' } },
        {
          downloadURL: ['https://example.org/a.csv', 'https://example.org/b.csv'],
          checksum: { algorithm: 'blake3', value: 'x' },
          modified: '2026-01-01',
          language: ['fr'],
          conformsTo: [{ title: 'Une norme' }],
        },
      ],
    });
    assert.deepEqual(lost, [
      'distribution[0]',
      'distribution[1].accessURL',
      'distribution[1].conformsTo',
      'distribution[1].checksum',
      'distribution[1].language',
      'distribution[1].modified',
    ]);
  });

  it('sends zones where all places are zones, else areas', () => {
    const zone = { uri: 'http://id.insee.fr/geo/commune/35238' };
    assert.deepEqual(sent({ spatial: [zone] }).body['spatial'], { zones: ['fr:commune:35238'] });
    const mixed = sent({ spatial: [zone, { bbox: [1, 2, 3, 4] }] });
    assert.deepEqual(Object.keys(mixed.body['spatial'] as Json), ['geom']);
    assert.deepEqual(mixed.lost, ['spatial']);
    assert.deepEqual(sent({ spatial: [{ label: { fr: 'Rennes' } }] }).lost, ['spatial']);
  });

  it('sends one period of whole days', () => {
    const { body, lost } = sent({ temporal: [{ start: '2020', end: '2021' }, { start: '2023' }] });
    assert.deepEqual(body['temporal_coverage'], { start: '2020-01-01', end: '2021-12-31' });
    assert.deepEqual(lost, ['temporal', 'temporal']);
    assert.deepEqual(sent({ temporal: [{ end: '2021-01-01' }] }).body['temporal_coverage'], undefined);
  });

  it('sends contacts that udata would take, and tells what is wrong with the others', () => {
    const { body, lost } = sent({
      contactPoint: [
        { name: { fr: 'Jean' }, email: 'mailto:jean@example.org' },
        { name: { fr: 'voir https://example.org' }, email: 'x@example.org' },
        { name: { fr: 'Sans rien' } },
        { email: 'pas un mail' },
      ],
      creator: [{ name: { fr: 'Bureau' } }],
      qualifiedAttribution: [{ agent: { name: { fr: 'Mécène' } }, role: 'sponsor' }],
    });
    assert.deepEqual(body['contact_points'], [
      { name: 'Jean', email: 'jean@example.org', role: 'contact' },
      { email: 'x@example.org', role: 'contact' },
      { name: 'Bureau', role: 'creator' },
    ]);
    assert.deepEqual(lost, [
      'contactPoint',
      'contactPoint',
      'contactPoint',
      'contactPoint',
      'qualifiedAttribution',
    ]);
  });

  it('tells every property that udata has no place for', () => {
    const more = {
      version: '2',
      theme: [{ raw: 'x', method: 'none', confidence: 0 }],
      language: ['fr'],
      modified: '2026-01-01',
      publisher: { name: { fr: 'Ville' } },
      provenance: [{ fr: 'p' }],
      usage: [{ id: 'u', url: 'https://example.org/u', title: { fr: 'U' } }],
      extra: { a: 1 },
    };
    assert.deepEqual(new Set(sent(more).lost), new Set(Object.keys(more)));
  });
});
