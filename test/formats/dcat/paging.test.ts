import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pagingOf } from '../../../src/formats/dcat/paging.ts';
import { readGraph } from '../../../src/formats/rdf/read.ts';

const BASE = 'https://data.example.org/catalog.rdf?page=1';
const HYDRA = 'http://www.w3.org/ns/hydra/core#';

async function pagingIn(text: string): Promise<ReturnType<typeof pagingOf>> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return pagingOf((await readGraph(bytes(), BASE)).graph);
}

const expected = { next: ['https://data.example.org/catalog.rdf?page=2'], totals: ['250'] };

describe('the paging of a catalogue', () => {
  it('is read from a collection in RDF/XML, with its address as text', async () => {
    const told = await pagingIn(`<?xml version="1.0"?>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:hydra="${HYDRA}">
        <hydra:PagedCollection rdf:about="https://data.example.org/catalog.rdf?page=1">
          <hydra:totalItems rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">250</hydra:totalItems>
          <hydra:itemsPerPage rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">100</hydra:itemsPerPage>
          <hydra:nextPage>https://data.example.org/catalog.rdf?page=2</hydra:nextPage>
          <hydra:next>https://data.example.org/catalog.rdf?page=2</hydra:next>
          <hydra:lastPage>https://data.example.org/catalog.rdf?page=3</hydra:lastPage>
        </hydra:PagedCollection>
      </rdf:RDF>`);
    assert.deepEqual(told, expected);
  });

  it('is read from a view in JSON-LD, relative to its page', async () => {
    const told = await pagingIn(
      JSON.stringify({
        '@context': { hydra: HYDRA },
        '@id': 'https://data.example.org/catalog',
        '@type': ['http://www.w3.org/ns/dcat#Catalog', 'hydra:Collection'],
        'hydra:totalItems': 250,
        'hydra:view': { '@type': 'hydra:PartialCollectionView', 'hydra:next': { '@id': '?page=2' } },
      }),
    );
    assert.deepEqual(told, expected);
  });

  it('is read from nodes without an address in Turtle, in both spellings', async () => {
    const told = await pagingIn(`@prefix hydra: <${HYDRA}> .
      [] a hydra:PagedCollection ; hydra:totalItems 250 ; hydra:nextPage <?page=2> ; hydra:view [ hydra:next <?page=2> ] .`);
    assert.deepEqual(told, expected);
  });

  it('is empty where a graph says nothing of pages', async () => {
    const told = await pagingIn('<http://a/1> a <http://www.w3.org/ns/dcat#Dataset> .');
    assert.deepEqual(told, { next: [], totals: [] });
  });
});
