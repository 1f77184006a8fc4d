import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { CsvCounter } from '../../src/files/count-csv.ts';
import { JsonCounter } from '../../src/files/count-json.ts';

/** Fed in pieces of any size, as a file is read. */
function csv(text: string | Buffer, piece = 7) {
  const counter = new CsvCounter();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) counter.add(bytes.subarray(at, at + piece));
  return counter.end();
}

function json(text: string, piece = 7) {
  const counter = new JsonCounter();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) counter.add(bytes.subarray(at, at + piece));
  return counter.end();
}

describe('counting the rows of a text table', () => {
  const facts: [
    what: string,
    text: string | Buffer,
    columns: string[] | undefined,
    rows: number | undefined,
  ][] = [
    ['takes the first record as the header', 'a,b\n1,2\n3,4\n', ['a', 'b'], 2],
    ['counts a last record without a line break', 'a;b\r\n1;2', ['a', 'b'], 1],
    ['finds the delimiter', 'name\tage\nX\t1\n', ['name', 'age'], 1],
    ['keeps a line break within quotes in its value', 'a,b\n"one\ntwo",2\n"x ""y""\n",3\n', ['a', 'b'], 2],
    ['reads a header in quotes', '"first, last","a ""b"""\n1,2\n', ['first, last', 'a "b"'], 1],
    ['passes over blank lines', 'a,b\n\n1,2\n\r\n\n3,4\n\n', ['a', 'b'], 2],
    ['takes a quote within a value as it stands', 'a,b\n5" pipe,1\n6" pipe,2\n', ['a', 'b'], 2],
    ['passes over a byte order mark', '\ufeffa,b\n1,2\n', ['a', 'b'], 1],
    [
      'reads what is not UTF-8 as Windows does',
      Buffer.from('année;pays\n1;2\n', 'latin1'),
      ['année', 'pays'],
      1,
    ],
    ['cannot tell where a quote is never closed', 'a,b\n1,"2\n3,4\n', ['a', 'b'], undefined],
    ['finds nothing in an empty file', '', undefined, 0],
  ];
  for (const [what, text, columns, rows] of facts) {
    it(what, () => {
      for (const piece of [1, 2, 7, 1_000]) {
        const found = csv(text, piece);
        assert.deepEqual([found.columns, found.rows], [columns, rows], `in pieces of ${piece}`);
      }
    });
  }

  it('counts as many as were written, whatever they hold', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', ' ', 'é'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), fc.integer({ min: 1, max: 50 }), (rows, piece) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = [['x', 'y'], ...rows].map((row) => row.map(quoted).join(',')).join('\n');
        assert.equal(csv(text, piece).rows, rows.length);
      }),
    );
  });
});

describe('counting the members of JSON', () => {
  const facts: [
    what: string,
    text: string,
    columns: string[] | undefined,
    rows: number | undefined,
    cut: boolean,
  ][] = [
    ['counts a list', '[{"a":1,"b":[1,2,{"c":3}]},{"a":2}]', ['a', 'b'], 2, false],
    [
      'counts the features of GeoJSON and reads their properties',
      '{"type":"FeatureCollection","bbox":[1,2,3,4],"features":[{"type":"Feature","properties":{"name":"x"},"geometry":{"coordinates":[1,2]}}]}',
      ['name'],
      1,
      false,
    ],
    [
      'counts the longest list of an object',
      '{"meta":[1],"things":[{"k":"],["},{"k":2},{"k":3}]}',
      ['k'],
      3,
      false,
    ],
    ['counts an empty list', '[ ]', undefined, 0, false],
    ['knows brackets and quotes within texts', '[{"a":"]}\\"["},{"a":"\\\\"}]', ['a'], 2, false],
    ['knows a document without a list', '{"a":1}', undefined, undefined, false],
    ['knows that a document is cut', '[{"a":1},{"a":', undefined, undefined, true],
    ['knows that nothing is no document', '', undefined, undefined, true],
    ['knows that one document follows another', '[1] [2]', undefined, undefined, true],
  ];
  for (const [what, text, columns, rows, cut] of facts) {
    it(what, () => {
      for (const piece of [1, 3, 1_000]) {
        const found = json(text, piece);
        assert.deepEqual(
          [found.columns, found.rows, found.cut],
          [columns, rows, cut],
          `in pieces of ${piece}`,
        );
      }
    });
  }

  it('counts as many as JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 50 }), (members, piece) => {
        const found = json(JSON.stringify(members), piece);
        assert.deepEqual([found.rows, found.cut], [members.length, false]);
      }),
    );
  });
});
