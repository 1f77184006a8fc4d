import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { faultOf, readRefusal } from '../../../src/adapters/udata/errors.ts';

describe('udata errors', () => {
  it('reads the forms’ shape with the path of each field', () => {
    const body = {
      errors: {
        title: ['Champ requis.'],
        spatial: { zones: ['Unknown geoid(s): x'] },
        resources: [{}, { url: ['Invalid URL'], schema: { url: ['Invalid URL "pas url"'] } }],
        tags: ['Tag "a"', 'Tag "b"'],
      },
    };
    assert.deepEqual(readRefusal(body).fields, [
      { path: 'title', message: 'Champ requis.' },
      { path: 'spatial.zones', message: 'Unknown geoid(s): x' },
      { path: 'resources[1].url', message: 'Invalid URL' },
      { path: 'resources[1].schema.url', message: 'Invalid URL "pas url"' },
      { path: 'tags', message: 'Tag "a"' },
      { path: 'tags', message: 'Tag "b"' },
    ]);
  });

  it('reads nested lists of words as words about one field', () => {
    const body = { errors: { spatial: { geom: [['Each linear ring must contain at least 4 positions']] } } };
    assert.deepEqual(readRefusal(body).fields, [
      { path: 'spatial.geom', message: 'Each linear ring must contain at least 4 positions' },
    ]);
  });

  it('reads the models’ shape', () => {
    const body = { errors: { acronym: 'String value is too long' }, message: 'ValidationError (…)' };
    assert.deepEqual(readRefusal(body), {
      message: 'ValidationError (…)',
      fields: [{ path: 'acronym', message: 'String value is too long' }],
    });
  });

  it('reads a message alone, and an upload’s error', () => {
    assert.deepEqual(readRefusal({ message: "'x' is not a valid UpdateFrequency" }), {
      message: "'x' is not a valid UpdateFrequency",
      fields: [],
    });
    assert.equal(readRefusal({ success: false, error: 'size mismatch' }).message, 'size mismatch');
    assert.deepEqual(readRefusal({ errors: {}, message: 'no' }), { message: 'no', fields: [] });
  });

  it('bears any shape and any size', () => {
    for (const body of [
      undefined,
      null,
      7,
      'text',
      [],
      { errors: 7 },
      { errors: [[[[[[[[[[['deep']]]]]]]]]]] },
      { message: {} },
    ]) {
      assert.ok(Array.isArray(readRefusal(body).fields));
    }
    const many = {
      errors: Object.fromEntries(
        Array.from({ length: 1_000 }, (_, index) => [`f${index}`, ['x'.repeat(5_000)]]),
      ),
    };
    const { fields } = readRefusal(many);
    assert.ok(fields.length <= 50 && fields.every(({ message }) => message.length <= 500));
  });

  it('says what was refused in one sentence', () => {
    const fault = faultOf(400, 'PUT /api/1/datasets/x/', { errors: { title: ['Champ requis.'] } });
    assert.equal(fault.kind, 'refused');
    assert.equal(fault.message, 'answered 400 to PUT /api/1/datasets/x/: title: Champ requis.');
    assert.equal(faultOf(410, 'GET /', {}).kind, 'absent');
  });
});
