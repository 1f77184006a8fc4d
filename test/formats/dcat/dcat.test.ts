import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../../src/faults.ts';
import { brief, readAll, readOne } from '../reading.ts';
import { DIALECTS } from './dialects.ts';

const PREFIXES =
  '@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n';

describe('DCAT', () => {
  for (const { portal, text, becomes } of DIALECTS) {
    it(`reads ${portal}`, async () => {
      const { warning: _, ...dataset } = await readOne('dcat', text);
      assert.deepEqual(brief(dataset), becomes);
    });

    it(`reads ${portal}, in pieces of seven bytes`, async () => {
      const whole = await readAll('dcat', text);
      assert.deepEqual(await readAll('dcat', text, {}, 7), whole);
    });
  }

  it('keeps what a broken statement says before and behind the breach, and tells the breach', async () => {
    const text = `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "One" ; dct:issued 2019-01-01 ; dct:description "Still here" .
<http://x/2> a dcat:Dataset ; dct:title "Two" ; dcat:keyword "open .
<http://x/3> a dcat:Dataset ; dct:title "Three" .`;
    const { datasets, asides } = await readAll('dcat', text);
    assert.deepEqual(
      datasets.map(({ title, description }) => [title, description]),
      [
        [{ und: 'One' }, { und: 'Still here' }],
        [{ und: 'Two' }, undefined],
        [{ und: 'Three' }, undefined],
      ],
    );
    assert.deepEqual(
      asides.map(({ stage, value }) => [stage, value]),
      [
        ['parse', '<http://x/1> dct:issued 2019-01-01'],
        ['parse', '<http://x/2> dcat:keyword "open .'],
      ],
    );
  });

  it('mends addresses with blanks, odd language tags and prefixes that nobody declared', async () => {
    const text = `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "One"@en_US ; dcat:landingPage <http://x/a page> ; oops:field "kept" .`;
    const { datasets, asides } = await readAll('dcat', text);
    assert.deepEqual(datasets[0]?.title, { 'en-us': 'One' });
    assert.deepEqual(datasets[0]?.landingPage, ['http://x/a%20page']);
    assert.deepEqual(datasets[0]?.extra, { 'urn:undeclared:oops:field': 'kept' });
    assert.equal(asides.length, 2);
  });

  it('reads RDF/XML with HTML entities, bare ampersands and a cut end', async () => {
    const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
      <dcat:Dataset rdf:about="http://x/1"><dct:title>Caf&eacute; & bar&nbsp;1</dct:title></dcat:Dataset>
      <dcat:Dataset rdf:about="http://x/2"><dct:title>Two</dct:title><dct:desc`;
    const { datasets, asides } = await readAll('dcat', text);
    assert.deepEqual(
      datasets.map(({ title }) => title),
      [{ und: 'Café & bar 1' }, { und: 'Two' }],
    );
    assert.match(
      asides.map(({ reason }) => reason).join('\n'),
      /HTML entities[^]*bare ampersands[^]*before its elements are closed/,
    );
  });

  it('expands the entities of a document type once, so that they cannot explode', async () => {
    const text = `<!DOCTYPE rdf:RDF [<!ENTITY dcat "http://www.w3.org/ns/dcat#"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"><rdf:Description rdf:about="http://x/1"><rdf:type rdf:resource="&dcat;Dataset"/><dct:title>&b;</dct:title></rdf:Description></rdf:RDF>`;
    const { title } = await readOne('dcat', text);
    assert.deepEqual(title, { und: '&a;&a;&a;&a;' });
  });

  it('reads UTF-16, a byte order mark, and Latin-1 that an XML declaration names', async () => {
    const turtle = `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "Été" .`;
    const xml = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="http://x/1"><dct:title>\u00c9t\u00e9</dct:title></dcat:Dataset></rdf:RDF>',
      'latin1',
    );
    for (const bytes of [Buffer.from(`\ufeff${turtle}`, 'utf16le'), Buffer.from(`\ufeff${turtle}`), xml])
      assert.deepEqual((await readOne('dcat', bytes)).title, { und: 'Été' });
  });

  it('says which languages nobody told, as the options have it', async () => {
    const { title } = await readOne(
      'dcat',
      `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "Eau" , "Water"@EN .`,
      { language: 'fr' },
    );
    assert.deepEqual(title, { fr: 'Eau', en: 'Water' });
  });

  it('drops a bad value, not its record', async () => {
    const dataset = await readOne(
      'dcat',
      `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "One" ; dct:issued "0000-00-00" ; dct:modified "06/05/2009" ; dcat:landingPage <javascript:alert(1)> ; dct:temporal "long ago" ;
       dct:spatial [ dcat:bbox "POLYGON((NaN NaN, 1 2, 3 4, NaN NaN))" ] ; dcat:distribution [ dcat:accessURL <https://user:secret@x/> ; dcat:byteSize "many" ] .`,
    );
    assert.deepEqual(
      [
        dataset.issued,
        dataset.modified,
        dataset.landingPage,
        dataset.temporal,
        dataset.spatial,
        dataset.distribution,
      ],
      Array(6).fill(undefined),
    );
    assert.deepEqual([...new Set((dataset.warning ?? []).map(({ field }) => field))].sort(), [
      'distribution[0].accessURL',
      'distribution[0].byteSize',
      'issued',
      'landingPage',
      'modified',
      'spatial',
      'temporal',
    ]);
  });

  it('calls a record without a title by its identifier, and tells so', async () => {
    const dataset = await readOne(
      'dcat',
      `${PREFIXES}<http://x/data/nameless> a dcat:Dataset ; dct:description "?" .`,
    );
    assert.deepEqual(dataset.title, { und: 'nameless' });
    assert.equal(dataset.warning?.[0]?.field, 'title');
  });

  it('keeps the first of two anonymous datasets with one identifier, and a plain copy not at all', async () => {
    const one = '[] a dcat:Dataset ; dct:identifier "i" ; dct:title "One" .';
    const { datasets, asides } = await readAll(
      'dcat',
      `${PREFIXES}${one}\n${one}\n[] a dcat:Dataset ; dct:identifier "i" ; dct:title "Two" .`,
    );
    assert.deepEqual(
      datasets.map(({ title }) => title),
      [{ und: 'One' }],
    );
    assert.deepEqual(
      asides.map(({ remoteId, field }) => [remoteId, field]),
      [['i', 'id']],
    );
  });

  it('takes neither a catalogue, nor a stub, nor a paging node for a record', async () => {
    const text = `${PREFIXES}@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
      <http://c> a dcat:Catalog ; dct:title "C" ; dcat:dataset <http://x/1> . <http://c?2> a hydra:PagedCollection ; dct:title "page" .
      <http://x/1> a dcat:Dataset ; dct:title "One" ; dct:relation <http://x/2> . <http://x/2> a dcat:Dataset . <http://x/3> a dcat:Dataset .`;
    const { datasets, asides } = await readAll('dcat', text);
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['http://x/1'],
    );
    assert.deepEqual(
      asides.map(({ remoteId }) => remoteId),
      ['http://x/3'],
    );
  });

  it('keeps what is told of things that are only an address in the model', async () => {
    const dataset = await readOne(
      'dcat',
      `${PREFIXES}@prefix adms: <http://www.w3.org/ns/adms#> .
<http://x/1> a dcat:Dataset ; dct:title "One" ; dct:relation <http://x/law> ; dcat:landingPage <http://x/page> ;
  adms:sample <http://x/sample>, "on paper" ; dct:conformsTo <http://x/norm> ;
  dcat:temporalResolution "P1D"^^xsd:duration, "P2M"^^xsd:duration .
<http://x/law> dct:title "A law" .
<http://x/page> dct:title "A page"@en .
<http://x/sample> a dcat:Distribution ; dct:description "Ten lines" .
<http://x/norm> dct:title "Norm"@en, "Norme"@fr .`,
    );
    const { relation, landingPage, sample, conformsTo, temporalResolution, extra, warning } = dataset;
    assert.deepEqual(
      { relation, landingPage, sample, conformsTo, temporalResolution },
      {
        relation: ['http://x/law'],
        landingPage: ['http://x/page'],
        sample: ['http://x/sample'],
        conformsTo: [{ url: 'http://x/norm', title: 'Norm' }],
        temporalResolution: 'P1D',
      },
    );
    const title = 'http://purl.org/dc/terms/title';
    assert.deepEqual(extra, {
      'http://purl.org/dc/terms/relation': { '@id': 'http://x/law', [title]: 'A law' },
      'http://www.w3.org/ns/dcat#landingPage': {
        '@id': 'http://x/page',
        [title]: { '@value': 'A page', '@language': 'en' },
      },
      'http://www.w3.org/ns/adms#sample': {
        '@id': 'http://x/sample',
        'http://purl.org/dc/terms/description': 'Ten lines',
      },
      'http://purl.org/dc/terms/conformsTo': {
        '@id': 'http://x/norm',
        [title]: [
          { '@value': 'Norm', '@language': 'en' },
          { '@value': 'Norme', '@language': 'fr' },
        ],
      },
    });
    assert.deepEqual(
      warning?.map(({ field, value }) => [field, value]),
      [
        ['temporalResolution', 'P2M'],
        ['sample', 'on paper'],
      ],
    );
  });

  it('walks lists and circles to an end', async () => {
    const text = `${PREFIXES}@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix org: <http://www.w3.org/ns/org#> .
      <http://x/1> a dcat:Dataset ; dct:title "One" ; dcat:keyword ( "a" "b" ) ; dct:language _:l ; dct:publisher <http://x/o> ; dct:foo _:z .
      _:l rdf:first "fr" ; rdf:rest _:l . <http://x/o> org:subOrganizationOf <http://x/o> . _:z dct:bar _:z .`;
    const dataset = await readOne('dcat', text);
    assert.deepEqual([dataset.keyword, dataset.language], [{ und: ['a', 'b'] }, ['fr']]);
  });

  it('replaces a context that it does not know, and says so', async () => {
    const text = JSON.stringify({
      '@context': 'https://evil.example/context.jsonld',
      '@id': 'http://x/1',
      '@type': 'Dataset',
      title: { fr: 'Un', en: 'One' },
      oddField: 7,
    });
    const { datasets, asides } = await readAll('dcat', text);
    assert.deepEqual(
      [datasets[0]?.title, datasets[0]?.extra?.['oddField']],
      [
        { fr: 'Un', en: 'One' },
        { '@value': '7', '@type': 'http://www.w3.org/2001/XMLSchema#integer' },
      ],
    );
    assert.match(asides[0]?.reason ?? '', /is not fetched/);
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['a login page', '<!doctype html><html><body>Log in</body></html>'],
    ['an XML file of another kind', '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>'],
    ['prose', 'Dear colleague, please find the catalogue attached.'],
    ['JSON without anything in it', '{}'],
  ] as const) {
    it(`takes ${what} for what it is: no RDF`, async () => {
      await assert.rejects(
        readAll('dcat', text),
        (error) => error instanceof RemoteFault && error.kind === 'malformed',
      );
    });
  }
});
