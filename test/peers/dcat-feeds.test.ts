import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { fingerprint } from '../../src/model/fingerprint.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { ckanPeer, udataPeer } from '../support/peers.ts';
import { filledCkan } from './feeds/ckan.ts';
import { CKAN_EXPLAINED } from './feeds/ckan-explained.ts';
import { unexplained, type Explained } from './feeds/explained.ts';
import { feedOf, type Catalogue } from './feeds/feed.ts';
import { filledUdata } from './feeds/udata.ts';
import { UDATA_EXPLAINED } from './feeds/udata-explained.ts';

const PATIENCE_MS = 600_000;
const [udata, ckan] = [udataPeer(), ckanPeer()];
const SITES = [
  ...(udata === undefined
    ? []
    : [
        {
          name: `udata at ${udata.url}`,
          fill: () => filledUdata(udata),
          explanations: UDATA_EXPLAINED,
          syntaxes: ['ttl', 'xml', 'jsonld', 'n3', 'nt'],
        },
      ]),
  ...(ckan === undefined
    ? []
    : [
        {
          name: `CKAN at ${ckan.url}`,
          fill: () => filledCkan(ckan),
          explanations: CKAN_EXPLAINED,
          syntaxes: ['ttl', 'rdf', 'jsonld', 'n3'],
        },
      ]),
];

for (const { name, fill, explanations, syntaxes } of SITES)
  describe(`the feed of DCAT of ${name}`, function () {
    this.timeout(PATIENCE_MS);
    let catalogue: Catalogue;
    const feeds = new Map<string, Dataset[]>();
    const used = new Set<Explained>();

    before(async () => {
      catalogue = await fill();
      for (const [syntax, url] of Object.entries(catalogue.feeds)) feeds.set(syntax, await feedOf(url));
    });
    after(() => catalogue?.leave());

    for (const syntax of syntaxes) {
      it(`has in ${syntax} all that the own interface has, and nothing else`, () => {
        const addresses = catalogue.own.map(catalogue.addressOf);
        assert.equal(addresses.length, catalogue.made);
        const came = (feeds.get(syntax) ?? []).map(({ iri }) => String(iri));
        assert.deepEqual(came.sort(), addresses.sort());
      });

      it(`says in ${syntax} what the own interface says, but for what is explained`, () => {
        const byAddress = new Map(feeds.get(syntax)?.map((dataset) => [dataset.iri, dataset]));
        const all = catalogue.own.map((owned) => {
          const address = catalogue.addressOf(owned);
          return { owned, address, came: byAddress.get(address) };
        });
        const { lines, used: explaining } = unexplained(all, explanations, { url: catalogue.url, syntax });
        assert.deepEqual(lines, []);
        for (const one of explaining) used.add(one);
      });

      it(`says in ${syntax} the same of each record the next time`, async () => {
        const again = await feedOf(catalogue.feeds[syntax] ?? '');
        const marks = (datasets: readonly Dataset[]) =>
          datasets.map((dataset) => `${dataset.id} ${fingerprint(dataset)}`).sort();
        assert.deepEqual(marks(again), marks(feeds.get(syntax) ?? []));
      });
    }

    it('needs every explanation', () => {
      const idle = explanations.filter((one) => !used.has(one));
      assert.deepEqual(
        idle.map(({ field, why }) => `${field}: ${why}`),
        [],
      );
    });
  });
