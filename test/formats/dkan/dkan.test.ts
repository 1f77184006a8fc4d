import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../../src/faults.ts';
import { brief, readAll, readOne } from '../reading.ts';

const PACKAGE = {
  id: '0b1c',
  name: 'antennes',
  title: 'Antennes',
  notes: '<p>Liste</p>\n',
  maintainer: 'Opendata',
  maintainer_email: 'opendata@example.fr',
  license_title: 'http://www.opendefinition.org/licenses/cc-by',
  url: 'https://dkan.example.fr/dataset/antennes',
  state: 'Active',
  private: true,
  metadata_created: 'mar, 10/12/2019 - 09:23',
  metadata_modified: 'Date changed  jeu, 19/12/2019 - 03:00',
  type: 'Dataset',
  resources: [
    {
      id: 'r1',
      url: 'https://dkan.example.fr/a.xlsx',
      name: 'a.xlsx',
      mimetype: 'xlsx',
      format: 'xlsx',
      size: '4.2 KB',
      created: 'jeu, 19/12/2019 - 03:00',
      state: 'Active',
    },
    { id: 'r2', url: 'https://dkan.example.fr/map', name: 'Carte', format: '', size: '' },
  ],
  tags: [{ id: 't', name: 'ADRESSE' }],
  groups: [{ id: 'g', title: 'Région', name: 'region' }],
  extras: [
    { key: 'frequency-of-update', value: 'asNeeded' },
    { key: 'guid', value: 'g-1' },
  ],
};

describe('DKAN', () => {
  it('reads a package of DKAN 1: dates by weekday, sizes in words, the result in a list', async () => {
    const { warning: _, ...dataset } = await readOne(
      'dkan',
      JSON.stringify({ help: '', success: true, result: [PACKAGE] }),
    );
    assert.deepEqual(brief(dataset), {
      kind: 'dataset',
      id: '0b1c',
      identifier: ['0b1c'],
      title: { und: 'Antennes' },
      description: { und: '<p>Liste</p>' },
      keyword: { und: ['ADRESSE'] },
      publisher: { name: { und: 'Région' }, identifier: 'g' },
      contactPoint: [{ name: { und: 'Opendata' }, email: 'opendata@example.fr' }],
      issued: '2019-12-10T09:23',
      modified: '2019-12-19T03:00',
      frequency: 'AS_NEEDED',
      license: 'LicenseRef-CC-BY',
      landingPage: ['https://dkan.example.fr/dataset/antennes'],
      distribution: [
        {
          id: 'r1',
          title: { und: 'a.xlsx' },
          downloadURL: ['https://dkan.example.fr/a.xlsx'],
          format: 'xlsx',
          byteSize: 4200,
          issued: '2019-12-19T03:00',
        },
        { id: 'r2', title: { und: 'Carte' }, accessURL: ['https://dkan.example.fr/map'] },
      ],
      origin: {
        remoteId: '0b1c',
        url: 'https://dkan.example.fr/dataset/antennes',
        issued: '2019-12-10T09:23',
        modified: '2019-12-19T03:00',
      },
      extra: { guid: 'g-1', name: 'antennes', groups: ['Région'] },
    });
  });

  it('reads the list of packages, which is a list in a list', async () => {
    const { datasets } = await readAll(
      'dkan',
      JSON.stringify({ success: true, result: [[PACKAGE, { ...PACKAGE, id: 'two' }]] }),
    );
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['0b1c', 'two'],
    );
  });

  it('reads items of DKAN 2, with their references resolved or beside them', async () => {
    const plain = { identifier: 'i', title: 'Bikes', accessLevel: 'public', modified: '2020-10-28' };
    const referenced = {
      ...plain,
      publisher: { identifier: 'p', data: { '@type': 'org:Organization', name: 'City' } },
      keyword: [{ identifier: 'k', data: 'bikes' }],
      distribution: [
        {
          identifier: 'd',
          data: {
            downloadURL: 'https://x.org/a.csv',
            mediaType: 'text/csv',
            '%Ref:downloadURL': [{ identifier: 'f', data: {} }],
          },
        },
      ],
    };
    const beside = {
      ...plain,
      publisher: { '@type': 'org:Organization', name: 'City' },
      keyword: ['bikes'],
      distribution: [{ downloadURL: 'https://x.org/a.csv', mediaType: 'text/csv' }],
      '%Ref:distribution': [{ identifier: 'd', data: {} }],
      '%modified': '2021-01-01T00:00:00',
    };
    for (const item of [referenced, beside]) {
      const { keyword, publisher, distribution } = await readOne('dkan', JSON.stringify([item]));
      assert.deepEqual(
        [keyword, publisher?.name, distribution?.[0]?.id, distribution?.[0]?.downloadURL],
        [{ und: ['bikes'] }, { und: 'City' }, 'd', ['https://x.org/a.csv']],
      );
    }
  });

  it('reads a search of DKAN 2, which gives its results by key', async () => {
    const { datasets } = await readAll(
      'dkan',
      JSON.stringify({ total: '1', results: { 'dkan_dataset/i': { identifier: 'i', title: 'Bikes' } } }),
    );
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['i'],
    );
  });

  it('takes a page for what it is', async () => {
    await assert.rejects(readAll('dkan', '<html>'), (error) => error instanceof RemoteFault);
  });
});
