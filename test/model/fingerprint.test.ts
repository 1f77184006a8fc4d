import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { fingerprintOf, sameJson, stableJson } from '../../src/model/fingerprint.ts';

/** The rule, said in the plainest way: members in the order of their names, nothing for those that are not there. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${plainly(member)}`).join(',')}}`;
}

const name = fc.oneof(fc.string(), fc.constantFrom('9', '10', '1a', '01', '__proto__', 'toJSON', ''));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 5 }),
  ),
}));

describe('the fingerprint', () => {
  it('is of members in the order of their names, also where these are numbers', () => {
    fc.assert(
      fc.property(json, (value) => assert.equal(stableJson(value), plainly(value))),
      {
        numRuns: 2_000,
      },
    );
    assert.equal(stableJson({ 9: 1, a: undefined, 10: 2 }), '{"10":2,"9":1}');
  });

  it('tells two values apart without being written where it would tell them apart', () => {
    fc.assert(
      fc.property(json, json, (a, b) => assert.equal(sameJson(a, b), plainly(a) === plainly(b))),
      { numRuns: 2_000 },
    );
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      const members = Object.entries(value).toReversed();
      return Object.fromEntries([
        ...members.map(([key, one]) => [key, reversed(one)]),
        ['absent', undefined],
      ]);
    };
    fc.assert(
      fc.property(json, (value) => assert.ok(sameJson(value, reversed(value)))),
      { numRuns: 2_000 },
    );
    for (const [a, b] of [
      [{ ['__proto__']: {} }, {}],
      [{ a: null }, {}],
      [[1], { 0: 1 }],
      [
        { a: undefined, b: 1 },
        { b: 1, c: 1 },
      ],
    ])
      assert.ok(!sameJson(a, b) && !sameJson(b, a));
    assert.ok(!sameJson(JSON.parse('{"__proto__":{}}'), {}) && !sameJson({}, JSON.parse('{"__proto__":{}}')));
  });

  it('is the same whatever order content was built in, and another for another order of a list', () => {
    assert.equal(fingerprintOf({ a: 1, b: [1, 2] }), fingerprintOf({ b: [1, 2], a: 1 }));
    assert.notEqual(fingerprintOf({ b: [1, 2] }), fingerprintOf({ b: [2, 1] }));
  });

  it('stays what it was: links and records of earlier versions hold it', () => {
    assert.equal(fingerprintOf({ b: 'é', a: [null, 1.5] }), '-czEKn2ncfk-KaJNV5x5rYNDQ2JAqfejFMhZuZLghKI');
  });
});
