import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PROFILES, Validator } from '../../../src/formats/validate/index.ts';
import type { Verdict } from '../../../src/formats/validate/index.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { HVD_LEGISLATION } from '../../../src/vocabularies/hvd.ts';
import { exampleDatasets } from '../dcat/examples.ts';

const EU = 'http://publications.europa.eu/resource/authority';
const sure = (uri: string, code: string) => ({ uri, code, method: 'uri', confidence: 1 });
const WHOLE = {
  kind: 'dataset',
  id: 'arbres',
  iri: 'https://data.example.org/arbres',
  title: { fr: 'Arbres' },
  description: { fr: 'Tous les arbres' },
  keyword: { fr: ['arbre'] },
  theme: [sure(`${EU}/data-theme/ENVI`, 'ENVI')],
  spatial: [{ bbox: [1, 2, 3, 4] }],
  temporal: [{ start: '2020' }],
  issued: '2020-01-01',
  modified: '2024-01-01',
  publisher: { name: { fr: 'Ville' } },
  contactPoint: [{ email: 'a@example.org' }],
  accessRights: sure(`${EU}/access-right/PUBLIC`, 'PUBLIC'),
  license: sure('https://spdx.org/licenses/etalab-2.0', 'etalab-2.0'),
  rights: [{ fr: 'libre' }],
  distribution: [
    {
      downloadURL: ['https://data.example.org/arbres.csv'],
      format: sure(`${EU}/file-type/CSV`, 'csv'),
      mediaType: 'text/csv',
      byteSize: 10,
    },
  ],
};

describe('validation', () => {
  it('finds nothing in a dataset that says all, and gives it every point that a record can have', async () => {
    const { conforms, findings, score } = await verdictOn('dcat-ap', WHOLE);
    assert.deepEqual([conforms, findings], [true, []]);
    assert.deepEqual(
      score.dimensions.map(({ name, points, max }) => [name, points, max]),
      [
        ['findability', 100, 100],
        ['accessibility', 20, 20],
        ['interoperability', 110, 110],
        ['reusability', 75, 75],
        ['contextuality', 20, 20],
      ],
    );
    assert.deepEqual([score.points, score.max], [325, 325]);
  });

  it('names field, property and reason of what is missing', async () => {
    const { description: _, ...rest } = WHOLE;
    const { conforms, findings } = await verdictOn('dcat-ap', {
      ...rest,
      distribution: [WHOLE.distribution[0], { title: { fr: 'nulle part' } }],
    });
    assert.equal(conforms, false);
    assert.deepEqual(findings, [
      {
        severity: 'violation',
        field: 'description',
        path: 'dct:description',
        message: 'a dataset must have at least one',
      },
      {
        severity: 'violation',
        field: 'distribution[1].accessURL',
        path: 'dcat:accessURL',
        message: 'a distribution must have at least one',
      },
    ]);
  });

  it('counts distributions by their share', async () => {
    const { score } = await verdictOn('dcat-ap', {
      ...WHOLE,
      distribution: [...WHOLE.distribution, { accessURL: ['https://data.example.org/view'] }],
    });
    assert.equal(score.dimensions.find(({ name }) => name === 'accessibility')?.points, 10);
  });

  it('asks a high-value dataset for the law and the category, of its files as well', async () => {
    assert.deepEqual(
      (await verdictOn('hvd', WHOLE)).findings.map(({ severity, field }) => [severity, field]),
      [
        ['violation', 'applicableLegislation'],
        ['violation', 'distribution[0].applicableLegislation'],
        ['violation', 'hvdCategory'],
        ['warning', 'distribution[0].license'],
        ['warning', 'hvdCategory'],
      ],
    );
    const [file] = WHOLE.distribution;
    const { findings } = await verdictOn('hvd', {
      ...WHOLE,
      applicableLegislation: [HVD_LEGISLATION],
      hvdCategory: [sure('http://data.europa.eu/bna/c_dd313021', 'c_dd313021')],
      distribution: [
        {
          ...file,
          license: WHOLE.license,
          extra: { 'http://data.europa.eu/r5r/applicableLegislation': HVD_LEGISLATION },
        },
      ],
    });
    assert.deepEqual(findings, []);
  });

  it('breaks on none of the examples, and finds only what their sources left out', async () => {
    const validator = new Validator(PROFILES['dcat-ap'] ?? []);
    const broken = new Set<string>();
    for (const dataset of await exampleDatasets())
      for (const { severity, path } of (await validator.verdict(dataset)).findings)
        if (severity === 'violation') broken.add(path);
    // One of the services tells of everything but where it answers.
    assert.deepEqual([...broken].toSorted(), ['dcat:endpointURL', 'dct:description']);
  }).timeout(60_000);
});

async function verdictOn(profile: string, record: unknown): Promise<Verdict> {
  return new Validator(PROFILES[profile] ?? []).verdict(Dataset.parse(record));
}
