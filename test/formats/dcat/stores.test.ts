import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readOne } from '../reading.ts';

const PREFIXES = `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n`;
const dataset = (says: string, beside = '') =>
  readOne('dcat', `${PREFIXES}<http://x/1> a dcat:Dataset ; dct:title "One" ; ${says} . ${beside}`);

describe('DCAT as portals write it from their database', () => {
  it('hears a name once that is said under several properties', async () => {
    const said = await dataset(
      'dct:publisher <http://x/town>',
      '<http://x/town> a foaf:Organization ; foaf:name "Town" ; rdfs:label "Town" .',
    );
    assert.deepEqual(said.publisher, { name: { und: 'Town' }, iri: 'http://x/town' });
    assert.equal(said.extra, undefined);
  });

  it('keeps what another property says otherwise', async () => {
    const { extra } = await dataset(
      'dct:publisher <http://x/town>',
      '<http://x/town> foaf:name "Town" ; rdfs:label "The town of X" .',
    );
    assert.deepEqual(extra, {
      'http://purl.org/dc/terms/publisher': {
        '@id': 'http://x/town',
        'http://www.w3.org/2000/01/rdf-schema#label': 'The town of X',
      },
    });
  });

  it('takes the same one of two publishers, whichever comes first', async () => {
    const one = await dataset('dct:publisher <http://x/a>, <http://x/b>');
    const other = await dataset('dct:publisher <http://x/b>, <http://x/a>');
    assert.deepEqual(one, other);
    assert.deepEqual([one.publisher?.iri, one.contributor?.[0]?.iri], ['http://x/a', 'http://x/b']);
  });

  it('shows no “None” where a program had no description', async () => {
    const { description, distribution } = await dataset(
      'dct:description "None" ; dcat:distribution [ dct:title "File" ; dct:description "None" ]',
    );
    assert.deepEqual([description, distribution], [undefined, [{ title: { und: 'File' } }]]);
  });
});
