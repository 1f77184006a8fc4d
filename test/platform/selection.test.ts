import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Selection } from '../../src/config/connector.ts';
import type { PlatformEntry } from '../../src/platform/platform.ts';
import { selects } from '../../src/platform/selection.ts';

const entry: PlatformEntry = {
  id: 'arbres',
  dataset: {
    kind: 'dataset',
    id: 'arbres',
    title: { fr: 'Arbres' },
    keyword: { fr: ['nature'] },
    publisher: { name: { fr: 'Ville de Test' } },
  },
  visibility: 'public',
  state: 'active',
  rev: 1,
  updatedAt: new Date(0),
};

function pushes(select: object): boolean {
  return selects(Selection.parse(select), entry);
}

describe('a selection', () => {
  it('asks the same conditions as a harvest does', () => {
    assert.equal(pushes({ where: { publisher: 'ville de test' } }), true);
    assert.equal(pushes({ where: { publisher: 'another' } }), false);
    assert.equal(pushes({ where: { any: [{ text: 'arbres' }, { format: 'csv' }] } }), true);
    assert.equal(pushes({ where: { not: { keyword: 'nature' } } }), false);
  });

  it('asks them besides everything else', () => {
    assert.equal(pushes({ where: { keyword: 'nature' }, exclude: ['arbres'] }), false);
    assert.equal(pushes({ where: { keyword: 'nature' }, keywords: ['nature'] }), true);
  });
});
