import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decide, fieldsOf, merge, tried, without, type Base } from '../../src/adapters/merge.ts';

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

  it("takes for nobody's edit what a write carried that was never answered", () => {
    const base = { title: 'a', note: 'n' };
    const once = { ...base, ...tried(base, [{ field: 'title', before: 'a', after: 'b' }], 'keep') };
    const twice = { ...once, ...tried(once, [{ field: 'title', before: 'a', after: 'c' }], 'keep') };
    for (const arrived of ['a', 'b', 'c']) {
      const { merged, base: next } = merge(
        twice,
        { title: 'd', note: 'n' },
        { title: arrived, note: 'n' },
        'keep',
      );
      assert.deepEqual(
        [merged, next],
        [
          { title: 'd', note: 'n' },
          { title: 'd', note: 'n' },
        ],
      );
    }
    const { merged } = merge(twice, { title: 'd', note: 'n' }, { title: 'theirs', note: 'n' }, 'keep');
    assert.equal(merged['title'], 'theirs');
  });

  it('clears what an unanswered write brought and nobody wants any more, and nothing else', () => {
    for (const policy of ['overwrite', 'keep', 'ask'] as const) {
      const sent = tried({ title: 'a' }, [{ field: 'period', after: 'x' }], policy);
      const base = { title: 'a', ...sent };
      const push = (period: string | undefined) =>
        merge(base, { title: 'a' }, { title: 'a', ...(period === undefined ? {} : { period }) }, policy);
      assert.deepEqual(push('x').diff, [{ field: 'period', before: 'x', after: null }]);
      assert.deepEqual(push('x').base, { title: 'a' });
      assert.deepEqual(
        [push(undefined), push('theirs')].map(({ diff, merged }) => [diff, merged]),
        [
          [[], { title: 'a' }],
          [[], { title: 'a' }],
        ],
      );
    }
  });

  it('remembers of a write that overwrites only what could be taken for somebody else’s later', () => {
    const base = { title: 'a', tags: ['x'] };
    const title = { field: 'title', before: 'a', after: 'b' };
    const tags = { field: 'tags', before: ['x'], after: ['y'] };
    const period = { field: 'period', after: '2026' };
    assert.equal(tried(base, [title], 'overwrite'), undefined);
    assert.deepEqual(fieldsOf(tried(base, [title, tags, period], 'overwrite')), ['tags', 'period']);
    assert.deepEqual(fieldsOf(tried(base, [title, tags, period], 'keep')), ['title', 'tags', 'period']);
  });

  it('never clears what is taken out of a base, whichever write carried it', () => {
    const base = { title: 'a', ...tried({ title: 'a' }, [{ field: 'state', after: 'active' }], 'keep') };
    const push = (known: Base) => merge(known, { title: 'a' }, { title: 'a', state: 'active' }, 'keep').diff;
    assert.deepEqual(push(base), [{ field: 'state', before: 'active', after: null }]);
    assert.deepEqual(push(without(base, ['state'])), []);
    assert.deepEqual(without({ title: 'a', state: 'active' }, ['state']), { title: 'a' });
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

  describe('after a person decided', () => {
    const conflicts = [{ field: 'title', base: 'a', ours: 'b', theirs: 'theirs' }];

    it('writes ours over what was shown then', () => {
      const base = decide({ title: 'a' }, conflicts, 'ours');
      const { diff } = merge(base, { title: 'b' }, { title: 'theirs' }, 'ask');
      assert.deepEqual(diff, [{ field: 'title', before: 'theirs', after: 'b' }]);
    });

    it('asks again when the remote shows something else by now', () => {
      const base = decide({ title: 'a' }, conflicts, 'ours');
      const { conflicts: left } = merge(base, { title: 'b' }, { title: 'newer' }, 'ask');
      assert.deepEqual(left, [{ field: 'title', base: 'theirs', ours: 'b', theirs: 'newer' }]);
    });

    it('leaves theirs, whatever it becomes, as long as we want what was turned down', () => {
      let base = decide({ title: 'a' }, conflicts, 'theirs');
      for (const title of ['theirs', 'newer', 'newest']) {
        const merged = merge(base, { title: 'b' }, { title }, 'ask');
        assert.deepEqual([merged.merged, merged.diff, merged.conflicts], [{ title }, [], []]);
        ({ base } = merged);
      }
    });

    it('writes another value of ours where theirs is still what was agreed', () => {
      const base = decide({ title: 'a' }, conflicts, 'theirs');
      const { diff, base: next } = merge(base, { title: 'c' }, { title: 'theirs' }, 'ask');
      assert.deepEqual(diff, [{ field: 'title', before: 'theirs', after: 'c' }]);
      assert.deepEqual(next, { title: 'c' });
    });

    it('asks about another value of ours where theirs is another one too', () => {
      const base = decide({ title: 'a' }, conflicts, 'theirs');
      assert.equal(merge(base, { title: 'c' }, { title: 'newer' }, 'ask').conflicts.length, 1);
    });

    it('forgets what was left to the remote once both sides agree', () => {
      const base = decide({ title: 'a' }, conflicts, 'theirs');
      assert.deepEqual(merge(base, { title: 'b' }, { title: 'b' }, 'ask').base, { title: 'b' });
    });

    it('leaves nothing to the remote with the policy overwrite', () => {
      const base = decide({ title: 'a' }, conflicts, 'theirs');
      assert.equal(merge(base, { title: 'b' }, { title: 'theirs' }, 'overwrite').diff.length, 1);
    });

    it('takes a later decision instead of an earlier one', () => {
      const base = decide(decide({ title: 'a' }, conflicts, 'theirs'), conflicts, 'ours');
      assert.deepEqual(base, { title: 'theirs' });
    });
  });
});
