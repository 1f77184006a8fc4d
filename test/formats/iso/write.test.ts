import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ISO_LIMITS } from '../../../src/formats/iso/write/limits.ts';
import { isoLost, isoWriter } from '../../../src/formats/iso/write/index.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { matchTheme } from '../../../src/vocabularies/themes.ts';
import { fullDatasets, ordinaryDatasets } from '../ordinary.ts';
import { promiseWriting } from '../promises.ts';
import { readOne } from '../reading.ts';

promiseWriting({
  writer: isoWriter,
  limits: ISO_LIMITS,
  ordinary: ordinaryDatasets(Object.keys(ISO_LIMITS)),
  full: fullDatasets(),
});

describe('ISO 19139 written', () => {
  const written = (...records: unknown[]): string => {
    const document = isoWriter.open();
    return (
      document.head() + records.map((one) => document.record(Dataset.parse(one))).join('') + document.tail()
    );
  };

  it('says themes by their INSPIRE keyword or topic category, languages in three letters, roles by their code', () => {
    const text = written({
      kind: 'dataset',
      id: 'a',
      title: { fr: 'Cours d’eau', en: 'Rivers' },
      language: ['fr', 'de'],
      theme: [{ ...matchTheme('http://inspire.ec.europa.eu/theme/hy') }, { ...matchTheme('inlandWaters') }],
      publisher: { name: { fr: 'Agence' } },
      frequency: { ...matchFrequency('monthly') },
    });
    assert.match(text, /<gmx:Anchor xlink:href="http:\/\/inspire\.ec\.europa\.eu\/theme\/hy">Hydrographie</);
    assert.match(text, /GEMET - INSPIRE themes, version 1\.0/);
    assert.match(text, /<gmd:MD_TopicCategoryCode>inlandWaters</);
    assert.deepEqual(
      [...text.matchAll(/LanguageCode [^>]*codeListValue="(\w+)"/g)].map(([, code]) => code),
      ['fre', 'eng', 'fre', 'ger'],
    );
    assert.match(text, /CI_RoleCode" codeListValue="publisher"/);
    assert.match(text, /MD_MaintenanceFrequencyCode" codeListValue="monthly"/);
    assert.match(text, /<gmd:LocalisedCharacterString locale="#locale-en">Rivers</);
  });

  it('keeps a service with where it answers and what it serves', async () => {
    const service = {
      kind: 'service',
      id: 's',
      title: { fr: 'Service' },
      type: [{ code: 'view', method: 'code', confidence: 1 }],
      endpointURL: ['https://geo.example.org/wms'],
      endpointDescription: ['https://geo.example.org/wms?service=WMS&request=GetCapabilities'],
      servesDataset: ['a', 'https://example.org/b'],
    };
    const { kind, type, endpointURL, endpointDescription, servesDataset } = await readOne(
      'iso',
      written(service),
    );
    assert.deepEqual(
      { kind, type: type?.map(({ code }) => code), endpointURL, endpointDescription, servesDataset },
      {
        kind: 'service',
        type: ['view'],
        endpointURL: service.endpointURL,
        endpointDescription: service.endpointDescription,
        servesDataset: service.servesDataset,
      },
    );
    assert.deepEqual(isoLost(Dataset.parse(service)), []);
  });

  it('leaves out what XML cannot say, and escapes what it says otherwise', async () => {
    const text = written({
      kind: 'dataset',
      id: 'a',
      title: { fr: 'x' },
      version: 'a\u0000b\u0008\uffffc',
      description: { fr: ']]> & <b> "q"\r\nnext\u0085line' },
    });
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0008\ufffe\uffff]/);
    const { version, description } = await readOne('iso', text);
    assert.deepEqual([version, description], ['abc', { fr: ']]> & <b> "q"\r\nnextline' }]);
  });

  it('is one record by itself, and several in an answer around them', () => {
    const document = isoWriter.open();
    const one = Dataset.parse({ kind: 'dataset', id: 'a', title: { fr: 'x' } });
    assert.match(document.alone?.(one) ?? '', /^<\?xml [^>]*\?>\n<gmd:MD_Metadata /);
    assert.match(written(one, one), /^<\?xml [^>]*\?>\n<csw:GetRecordByIdResponse /);
  });
});
