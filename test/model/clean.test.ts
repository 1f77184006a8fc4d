import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { cleanJson, parseClean } from '../../src/model/clean.ts';

const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'a'));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.integer(),
    fc.constantFrom(null, true, 'a\u0000b', 'a\u009fb', '\ud800', 'tab\tand\nline', 0.5),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
}));

describe('JSON of a remote', () => {
  it('is parsed to what cleaning makes of it, whether anything has to be cleaned or not', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseClean(text), cleanJson(JSON.parse(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  for (const [what, text, clean] of [
    ['a control, escaped', '{"a":"x\\u0000y"}', { a: 'xy' }],
    ['a control as a name', '{"a\\u0007":1}', { a: 1 }],
    ['half a character', '["\\ud83d"]', ['�']],
    ['a number beyond all', '{"a":1e999,"b":1}', { b: 1 }],
    ['a name that reaches a prototype', '{"__proto__":{"x":1},"b":1}', { b: 1 }],
    ['nothing to clean', '{"a":["é\\n\\t",null,false,-0.5]}', { a: ['é\n\t', null, false, -0.5] }],
  ] as const) {
    it(`is storable where it holds ${what}`, () => assert.deepEqual(parseClean(text), clean));
  }

  it('is cut off where it is nested too deep', () => {
    const deep = `${'['.repeat(70)}1${']'.repeat(70)}`;
    const clean = JSON.stringify(parseClean(deep));
    assert.equal(clean, `${'['.repeat(64)}"[too deep]"${']'.repeat(64)}`);
  });
});
