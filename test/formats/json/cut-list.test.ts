import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { cutList, type ListPlace } from '../../../src/formats/json/cut-list.ts';

const PLACE: ListPlace = { path: ['result', 'results'], head: ['id', 'name'], depthMax: 4 };
const answer = (results: string): string =>
  `{"help": "x", "result": {"count": 2, "results": ${results}, "sort": "a"}}`;

describe('a list cut out of its JSON text', () => {
  it('gives each entry as it was written, and the text around it', () => {
    const first = '{ "id": "a\\"}]", "tags": [{"id": "inner"}] }';
    const cut = cutList(Buffer.from(answer(`[${first} , {"id":1,"name":null}]`)), PLACE);
    assert.deepEqual(
      cut?.entries.map(({ json }) => json.text),
      [first, '{"id":1,"name":null}'],
    );
    assert.deepEqual(
      cut?.entries.map(({ head }) => head),
      [{ id: 'a"}]' }, { id: 1, name: null }],
    );
    assert.deepEqual(JSON.parse(cut?.around ?? ''), {
      help: 'x',
      result: { count: 2, results: [], sort: 'a' },
    });
  });

  it('takes what stands last where a name stands twice, however it is spelt, and no list for a text', () => {
    const cut = cutList(Buffer.from(answer('[{"id":"a","\\u0069d":"b","name":["c"]}]')), PLACE);
    assert.deepEqual(cut?.entries[0]?.head, { id: 'b' });
  });

  it('tells what its entries say of the wanted names themselves, as the parser would', () => {
    const said = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('id', '"id":', '\\', '"id": "x"', '}', '],"id":1', 'é'),
      fc.integer(),
      fc.constantFrom(null, true, -1.5e-7),
      fc.array(fc.constantFrom('id', 1, { id: 'inner' })),
      fc.record({ id: fc.string(), '"id"': fc.string() }),
    );
    const names = fc.constantFrom('id', 'name', 'x', '"id"', 'i\\d', 'é', 'other\nid');
    const entry = fc.array(fc.tuple(names, said), { maxLength: 6 });
    const written = (members: [string, unknown][], space: string): string =>
      `{${members.map(([name, value]) => `${space}${JSON.stringify(name)}${space}:${space}${JSON.stringify(value)}${space}`).join(',')}}`;
    fc.assert(
      fc.property(fc.array(entry), fc.constantFrom('', ' ', '\n '), (entries, space) => {
        const cut = cutList(
          Buffer.from(answer(`[${entries.map((one) => written(one, space)).join(',')}]`)),
          PLACE,
        );
        const simple = (value: unknown): boolean => typeof value !== 'object' || value === null;
        assert.deepEqual(
          cut?.entries.map(({ head }) => head),
          entries.map((one) => {
            const { id, name } = Object.fromEntries(one);
            return Object.fromEntries(
              Object.entries({ id, name }).filter(([, value]) => value !== undefined && simple(value)),
            );
          }),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves what is wrong within an entry to whoever parses it', () => {
    const [broken, whole] = ['{"id":"a" "name":"b"}', '{"id":"c"}'];
    const cut = cutList(Buffer.from(answer(`[${broken},${whole}]`)), PLACE);
    assert.deepEqual(
      cut?.entries.map(({ json }) => json.text),
      [broken, whole],
    );
    assert.throws(() => cut?.entries[0]?.json.value, SyntaxError);
  });

  for (const [what, text] of [
    ['a list that is cut off', answer('[{"id":"a"').slice(0, 60)],
    ['entries that are no objects', answer('[null]')],
    ['a list that is none', answer('{}')],
    ['a list that stands twice', '{"result":{"results":[],"results":[]}}'],
    ['a list that is missing', '{"result":{"count":0}}'],
    ['something after the end', `${answer('[]')} x`],
    ['entries nested too deep', answer('[{"a":[[[[[]]]]]}]')],
    ['brackets that do not meet', answer('[{"a":1]}')],
    ['a string of millions of escapes', answer(`[{"a":"${'\\\\n'.repeat(8_000_000)}"}]`)],
    ['an entry of millions of members', answer(`[{${'"a":"b",'.repeat(4_000_000)}"id":"x"}]`)],
    ['nothing', ''],
    ['a web page', '<html>{"result":{"results":[]}}</html>'],
  ] as const) {
    it(`is not cut from ${what}`, () => assert.equal(cutList(Buffer.from(text), PLACE), undefined));
  }

  it('is what the parser makes of it, whatever stands in it', () => {
    const place = { ...PLACE, depthMax: 100 };
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.integer({ min: 0, max: 3 }),
        (list, space) => {
          const text = JSON.stringify(
            { a: [1, { b: ']' }], result: { x: '"', results: list } },
            undefined,
            space,
          );
          const cut = cutList(Buffer.from(text), place);
          const parsed: { result: { results: object[] } } = JSON.parse(text);
          assert.deepEqual(
            cut?.entries.map(({ json }) => json.value),
            parsed.result.results,
          );
          assert.deepEqual(JSON.parse(cut?.around ?? ''), {
            a: [1, { b: ']' }],
            result: { x: '"', results: [] },
          });
        },
      ),
    );
  });
});
