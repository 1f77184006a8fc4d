import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { DataFactory, Parser, Store } from 'n3';
import type { Quad, Quad_Object } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { describe as described } from '../../../src/formats/dcat/write/index.ts';
import { Shared } from '../../../src/formats/dcat/write/shared.ts';
import { DCAT_AP } from '../../../src/formats/shapes/dcat-ap.ts';
import { shaclOf } from '../../../src/formats/shapes/shacl.ts';
import { triplesOf } from '../../../src/formats/validate/triples.ts';
import { ANY_DATASET } from '../dcat/datasets.ts';

/** The shapes that DCAT-AP 3.0 publishes, as a Turtle file; without it no test is declared. */
const OFFICIAL = process.env['NAVETTE_DCAT_AP_SHAPES'];
const DATASETS = 400;
const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

/** What may come in the place of a value, beside it, or instead of it nothing. */
const ODD: fc.Arbitrary<Quad_Object> = fc.oneof(
  fc.constantFrom<Quad_Object>(
    DataFactory.literal('words'),
    DataFactory.literal('mots', 'fr'),
    DataFactory.literal('2024', DataFactory.namedNode(`${XSD}gYear`)),
    DataFactory.literal('yesterday', DataFactory.namedNode(`${XSD}date`)),
    DataFactory.literal('-1', DataFactory.namedNode(`${XSD}nonNegativeInteger`)),
    DataFactory.literal('1.5', DataFactory.namedNode(`${XSD}decimal`)),
    DataFactory.namedNode('https://example.org/thing'),
  ),
  fc.nat(3).map((number) => DataFactory.blankNode(`odd${number}`)),
);
const CHANGE = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  how: fc.constantFrom('take', 'replace', 'add'),
  odd: ODD,
});

if (OFFICIAL !== undefined)
  describe('our shapes and the official ones', () => {
    it(`give ${DATASETS} generated datasets, broken ones among them, the same verdicts`, async () => {
      const official = new SHACLValidator(new Store(new Parser().parse(await readFile(OFFICIAL, 'utf8'))));
      const own = new SHACLValidator(shaclOf(DCAT_AP));
      const tally = { conforming: 0, broken: 0, breaches: 0 };
      await fc.assert(
        fc.asyncProperty(ANY_DATASET, fc.array(CHANGE, { maxLength: 8 }), async (dataset, changes) => {
          const { store } = triplesOf(described(dataset, new Shared()));
          for (const change of changes) alter(store, change);
          const expected = await breaches(official, store);
          assert.deepEqual(await breaches(own, store), expected);
          tally[expected.some((one) => one.endsWith('Violation')) ? 'broken' : 'conforming'] += 1;
          tally.breaches += expected.length;
        }),
        { numRuns: DATASETS, endOnFailure: true },
      );
      assert.ok(tally.conforming > DATASETS / 20 && tally.broken > DATASETS / 20, JSON.stringify(tally));
    }).timeout(900_000);
  });

/** Types are left alone, but for being taken away: a thing of another class has other rules. */
function alter(store: Store, { at, how, odd }: { at: number; how: string; odd: Quad_Object }): void {
  const quads = store.getQuads(null, null, null, null);
  const quad: Quad | undefined = quads[Math.floor(at * quads.length)];
  if (quad === undefined) return;
  if (how !== 'add') store.removeQuad(quad);
  if (how !== 'take' && quad.predicate.value !== RDF_TYPE) store.addQuad(quad.subject, quad.predicate, odd);
}

/** What is broken, where: the thing, the property, and whether it is a violation or a warning. */
async function breaches(validator: SHACLValidator, store: Store): Promise<string[]> {
  const { results } = await validator.validate(store);
  const told = results.map(({ focusNode, path, severity }) =>
    [
      focusNode?.value,
      path?.termType === 'NamedNode' ? path.value : 'backwards',
      severity?.value.replace(/^.*#/, ''),
    ].join(' '),
  );
  return [...new Set(told)].toSorted((a, b) => (a < b ? -1 : 1));
}
