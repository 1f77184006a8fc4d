import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Graph } from '../../../src/formats/rdf/graph.ts';
import { literal, resource } from '../../../src/formats/rdf/terms.ts';

const SUBJECTS = 3_000;
const LONG = 'Wörter, die niemand sucht. '.repeat(100);
const DCT = 'http://purl.org/dc/terms/';

/** Some 16 MB of text, of which the graph keeps a part open; each subject is told of at the beginning, in the middle and at the end. */
function large(): Graph {
  const graph = new Graph();
  for (const round of ['first', 'second', 'third'])
    for (let index = 0; index < SUBJECTS; index += 1) {
      const id = `http://x/${index}`;
      graph.add(id, `${DCT}title`, literal(`${round} of ${index}`, 'en'));
      graph.add(id, `${DCT}relation`, resource(`_:${round}${index}`));
      graph.add(`_:${round}${index}`, `${DCT}extent`, literal(`${index}`, undefined, 'http://x/number'));
      if (round !== 'second') graph.add(id, `${DCT}description`, literal(`${LONG}${round}${index}`));
    }
  return graph;
}

describe('a graph that is too large to be kept open', () => {
  it('says of each subject what a small one says, in the order written', () => {
    const graph = large();
    assert.equal(graph.size, SUBJECTS * 11);
    for (const index of [0, 1, 1_499, SUBJECTS - 1, 7]) {
      const id = `http://x/${index}`;
      assert.ok(graph.has(id));
      const told = ['first', 'second', 'third'].flatMap((round) => [
        ['dct:title', literal(`${round} of ${index}`, 'en')],
        ['dct:relation', resource(`_:${round}${index}`)],
        ...(round === 'second' ? [] : [['dct:description', literal(`${LONG}${round}${index}`)]]),
      ]);
      assert.deepEqual([...graph.statements(id)], told);
      assert.deepEqual(graph.objects(`_:third${index}`, 'dct:extent'), [
        literal(`${index}`, undefined, 'http://x/number'),
      ]);
    }
    assert.equal(graph.has(`http://x/${SUBJECTS}`), false);
  });

  it('names its subjects in the order in which they were begun', () => {
    const ids = [...large().subjects()];
    assert.equal(new Set(ids).size, ids.length);
    const named = ids.filter((id) => !id.startsWith('_:'));
    assert.deepEqual(
      named,
      Array.from({ length: SUBJECTS }, (_, index) => `http://x/${index}`),
    );
  });

  it('hears what is added after it was asked', () => {
    const graph = large();
    assert.equal(graph.objects('http://x/5', 'dct:title').length, 3);
    graph.add('http://x/5', `${DCT}title`, literal('one more'));
    assert.deepEqual(graph.objects('http://x/5', 'dct:title').at(-1), literal('one more'));
  });

  it('keeps once what is told again and again', () => {
    const graph = new Graph();
    for (let index = 0; index < 8_000; index += 1) {
      graph.add('http://x/town', 'http://xmlns.com/foaf/0.1/name', literal('Town'));
      graph.add(`http://x/${index}`, `${DCT}description`, literal(`${LONG}${index}`));
      if (index % 1_000 === 0) graph.add('http://x/town', `${DCT}date`, literal(`day ${index}`));
    }
    assert.deepEqual(
      graph.objects('http://x/town', 'dct:date').map((date) => 'value' in date && date.value),
      Array.from({ length: 8 }, (_, index) => `day ${index * 1_000}`),
    );
    assert.ok(graph.objects('http://x/town', 'foaf:name').length < 300);
    assert.equal([...graph.subjects()].filter((id) => id === 'http://x/town').length, 1);
  });

  it('answers of a subject with many statements as of one with few', () => {
    const graph = new Graph();
    for (let index = 0; index < 50_000; index += 1)
      graph.add('http://x/catalogue', 'http://www.w3.org/ns/dcat#dataset', resource(`http://x/${index}`));
    graph.add('http://x/catalogue', `${DCT}title`, literal('All of them'));
    assert.deepEqual(graph.objects('http://x/catalogue', 'dct:title'), [literal('All of them')]);
    assert.equal(graph.objects('http://x/catalogue', 'dcat:dataset').length, 50_000);
  });
});
