import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { dcat } from '../../../src/adapters/dcat/index.ts';
import { DcatSettings } from '../../../src/adapters/dcat/settings.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Said } from '../../support/scripted.ts';

const DCAT = 'http://www.w3.org/ns/dcat#';
const DCT = 'http://purl.org/dc/terms/';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const COUNT = 9;
/** Some of this feed's statements have blank nodes in several places. */
const FEED = [
  `<http://x/catalog> <http://www.w3.org/ns/hydra/core#totalItems> "${COUNT}"`,
  ...Array.from({ length: COUNT }, (_, index) => statementsOf(`http://x/${index}`)).flat(),
];

const open: { close(): Promise<void> }[] = [];

describe('a catalogue in RDF that comes in another order each time', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('is listed whole in slices, each fetched anew', async () => {
    const { remote, anew } = await site(FEED);
    const { ids, last } = await walk(
      async (cursor, options) => dcat.list!((await anew()).session, cursor, options),
      { pageSize: 2 },
    );
    assert.equal(new Set(ids).size, COUNT);
    assert.deepEqual(last.verdict, { state: 'complete', received: COUNT, announced: COUNT });
    assert.equal(remote.asked.length, 5);
  });

  it('says the same of each record, and of the places of what it warns of', async () => {
    const { anew } = await site(FEED);
    const [first, second] = [await all(anew), await all(anew)];
    assert.deepEqual(first, second);
    const [{ distribution, keyword, warning } = {} as Dataset] = first;
    assert.deepEqual(
      distribution?.map(({ title }) => title?.['und']),
      ['File A', 'File B', 'File C'],
    );
    assert.deepEqual(keyword, { und: ['air', 'water', 'wood'] });
    assert.deepEqual(warning, [
      { field: 'distribution[1].byteSize', value: 'large', reason: warning?.[0]?.reason },
    ]);
  });

  it('keeps the order of files in a single document, which somebody may have chosen', async () => {
    const { anew } = await site(FEED.slice(1), (lines) => [...lines]);
    const [{ distribution } = {} as Dataset] = await all(anew);
    assert.deepEqual(
      distribution?.map(({ title }) => title?.['und']),
      ['File C', 'File A', 'File B'],
    );
  });
});

function statementsOf(id: string): string[] {
  const files = ['C', 'A', 'B'].flatMap((name, place) => [
    `<${id}> <${DCAT}distribution> <${id}/f${place}>`,
    `<${id}/f${place}> <${DCT}title> "File ${name}"`,
    ...(name === 'B' ? [`<${id}/f${place}> <${DCAT}byteSize> "large"`] : []),
  ]);
  const identifiers = ['one', 'two', 'three'].flatMap((value) => {
    const node = `_:${id.slice(9)}${value}`;
    return [
      `<${id}> <http://www.w3.org/ns/adms#identifier> ${node}`,
      `${node} <http://www.w3.org/2004/02/skos/core#notation> "${value}"`,
    ];
  });
  return [
    `<${id}> <${TYPE}> <${DCAT}Dataset>`,
    `<${id}> <${DCT}title> "Dataset"`,
    ...['water', 'air', 'wood'].map((word) => `<${id}> <${DCAT}keyword> "${word}"`),
    ...['one', 'two'].map((word) => `<${id}> <http://x/unknown> "${word}"`),
    ...files,
    ...identifiers,
  ];
}

let turn = 0;
/** Another order at each call, and the same in each run of the tests. */
function turned(lines: readonly string[]): string[] {
  turn += 5;
  return [...lines.slice(turn % lines.length), ...lines.slice(0, turn % lines.length)].toSorted(
    (one, other) => ((one.length * turn) % 7) - ((other.length * turn) % 7),
  );
}

async function site(statements: readonly string[], order = turned) {
  const remote = await loopback((): Said => {
    const body = order([...statements]).map((one) => `${one} .\n`);
    return { headers: { 'content-type': 'application/n-triples' }, body: body.join('') };
  });
  open.push(remote);
  const anew = async () => {
    const visit = visitor(DcatSettings, { url: `${remote.url}/catalog` });
    open.push(visit);
    return Promise.resolve(visit);
  };
  return { remote, anew };
}

async function all(anew: Awaited<ReturnType<typeof site>>['anew']): Promise<Dataset[]> {
  const page = await dcat.list!((await anew()).session, undefined, { pageSize: 100, kinds: ['dataset'] });
  return page.records.map(({ dataset }) => dataset);
}
