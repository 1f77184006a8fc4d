import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withPlatformLinks } from '../../activities/platform-links.ts';
import { LinksConfig } from '../../src/config/connector.ts';
import type { Dataset } from '../../src/model/dataset.ts';

const links = LinksConfig.parse({
  page: 'https://data.example.org/datasets/{id}',
  download: 'https://data.example.org/api/{id}/files/{distribution}',
  api: 'https://data.example.org/api/{id}/lines',
});
const trees: Dataset = { kind: 'dataset', id: 'les arbres/2026', title: { fr: 'Arbres' } };

describe('links to the platform', () => {
  it('give a dataset without anything its page', () => {
    const { landingPage, distribution } = withPlatformLinks(trees, links);
    assert.deepEqual(landingPage, ['https://data.example.org/datasets/les%20arbres%2F2026']);
    assert.equal(distribution, undefined);
  });

  it('give a distribution without an address its download, and data an API', () => {
    const { distribution } = withPlatformLinks(
      { ...trees, distribution: [{ id: 'csv' }, { title: { fr: 'Sans id' } }] },
      links,
    );
    assert.deepEqual(
      distribution?.map(({ id, downloadURL, accessURL }) => [id, downloadURL, accessURL]),
      [
        ['csv', ['https://data.example.org/api/les%20arbres%2F2026/files/csv'], undefined],
        [undefined, undefined, undefined],
        ['platform-api', undefined, ['https://data.example.org/api/les%20arbres%2F2026/lines']],
      ],
    );
  });

  it('leave what the dataset says itself', () => {
    const said: Dataset = {
      ...trees,
      landingPage: ['https://elsewhere.example.org/'],
      distribution: [
        { id: 'csv', downloadURL: ['https://elsewhere.example.org/a.csv'] },
        { id: 'wfs', accessService: [{ endpointURL: ['https://elsewhere.example.org/wfs'] }] },
      ],
    };
    assert.deepEqual(withPlatformLinks(said, links), said);
    assert.deepEqual(withPlatformLinks(trees, {}), trees);
  });

  for (const [template, message] of [
    ['https://data.example.org/datasets', /needs \{id\}/],
    ['https://data.example.org/{slug}/{id}', /\{slug\} is not known/],
    ['javascript:alert({id})', /http or https/],
  ] as const) {
    it(`refuse the template ${template}`, () => {
      const { error } = LinksConfig.safeParse({ page: template });
      assert.match(error?.issues[0]?.message ?? '', message);
    });
  }
});
