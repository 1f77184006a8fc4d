import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { merge } from '../../src/adapters/merge.ts';

describe('the three-way merge', () => {
  it('writes what we want and the remote does not show', () => {
    const result = merge({ title: 'a' }, { title: 'b' }, { title: 'a' }, 'ask');
    assert.deepEqual(result.diff, [{ field: 'title', before: 'a', after: 'b' }]);
    assert.deepEqual(result.base, { title: 'b' });
  });

  it('writes nothing when the remote shows what we want', () => {
    assert.deepEqual(merge({ title: 'a' }, { title: 'b' }, { title: 'b' }, 'ask').diff, []);
  });

  it('clears what we no longer want, and owns it no longer', () => {
    const result = merge(
      { title: 'a', period: 'x' },
      { title: 'a' },
      { title: 'a', period: 'x' },
      'overwrite',
    );
    assert.deepEqual(result.merged, { title: 'a', period: null });
    assert.deepEqual(result.base, { title: 'a' });
  });

  it('never looks at a field that is not ours', () => {
    assert.deepEqual(
      merge({ title: 'a' }, { title: 'a' }, { title: 'a', badge: 'theirs' }, 'overwrite').diff,
      [],
    );
  });

  it('puts ours back over an edit on the remote with the policy overwrite', () => {
    assert.deepEqual(merge({ title: 'a' }, { title: 'a' }, { title: 'theirs' }, 'overwrite').diff, [
      { field: 'title', before: 'theirs', after: 'a' },
    ]);
  });

  it('leaves an edit on the remote with the policy keep, push after push', () => {
    const first = merge({ title: 'a' }, { title: 'b' }, { title: 'theirs' }, 'keep');
    assert.deepEqual(first.diff, []);
    const second = merge(first.base, { title: 'c' }, { title: 'theirs' }, 'keep');
    assert.deepEqual(second.diff, []);
  });

  it('asks with both values with the policy ask', () => {
    const result = merge({ title: 'a' }, { title: 'b' }, { title: 'theirs' }, 'ask');
    assert.deepEqual(result.conflicts, [{ field: 'title', base: 'a', ours: 'b', theirs: 'theirs' }]);
    assert.deepEqual(result.diff, []);
  });

  it('lets ours win where we never pushed before', () => {
    assert.deepEqual(merge(undefined, { title: 'a' }, { title: 'x' }, 'ask').diff, [
      { field: 'title', before: 'x', after: 'a' },
    ]);
  });

  it('compares the way the remote stores', () => {
    const same = (_field: string, a: unknown, b: unknown): boolean => String(a).trim() === String(b).trim();
    assert.deepEqual(merge({ title: 'a' }, { title: 'a ' }, { title: 'a' }, 'ask', same).diff, []);
  });
});
