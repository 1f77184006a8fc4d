import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { MEMO_KEY_LENGTH_MAX, memoise } from '../../src/vocabularies/memo.ts';

function counting(entriesMax: number): { lookUp: (key: string) => { key: string }; computed: string[] } {
  const computed: string[] = [];
  const lookUp = memoise((key: string) => {
    computed.push(key);
    return { key };
  }, entriesMax);
  return { lookUp, computed };
}

describe('a bounded memory', () => {
  it('computes a text once', () => {
    const { lookUp, computed } = counting(10);
    assert.equal(lookUp('a'), lookUp('a'));
    assert.deepEqual(computed, ['a']);
  });

  it('keeps what is in use through a flood of new texts', () => {
    const { lookUp, computed } = counting(10);
    for (let index = 0; index < 1_000; index += 1) {
      lookUp('used');
      lookUp(`new ${index}`);
    }
    assert.equal(computed.filter((key) => key === 'used').length, 1);
  });

  it('forgets what is not', () => {
    const { lookUp, computed } = counting(4);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'a']) lookUp(key);
    assert.equal(computed.filter((key) => key === 'a').length, 2);
  });

  it('does not keep long texts', () => {
    const { lookUp, computed } = counting(10);
    const long = 'x'.repeat(MEMO_KEY_LENGTH_MAX + 1);
    lookUp(long);
    lookUp(long);
    assert.equal(computed.length, 2);
  });
});
