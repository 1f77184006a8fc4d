import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { adapterKinds, adapterOf } from '../../src/adapters/registry.ts';
import { secretFields } from '../../src/adapters/settings-fields.ts';
import { fieldsOf } from '../../src/model/shape.ts';

describe('registry of adapters', () => {
  it('has every folder of adapters, under its own name', async () => {
    const entries = await readdir(new URL('../../src/adapters/', import.meta.url), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    assert.deepEqual(adapterKinds(), folders.toSorted());
    for (const kind of adapterKinds()) assert.equal(adapterOf(kind)?.kind, kind);
  });

  it('knows no other', () => {
    assert.equal(adapterOf('constructor'), undefined);
  });

  for (const kind of adapterKinds()) {
    it(`${kind} describes every setting and marks its secrets`, () => {
      const settings = adapterOf(kind)?.Settings;
      assert.ok(settings !== undefined);
      assert.deepEqual(
        fieldsOf(settings)
          .filter((field) => field.description === undefined)
          .map((field) => field.name),
        [],
      );
      assert.equal(secretFields(settings).length, 1);
    });
  }
});
