import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pushWorkflowId } from '../../src/ledger/own.ts';

describe('the id of a dataset’s own workflow', () => {
  it('is readable where the dataset’s is', () => {
    assert.equal(pushWorkflowId('lyon', 'budget-2026'), 'push/lyon/budget-2026');
  });

  it('can stand in an address whatever the dataset is called', () => {
    for (const id of ['a/b', 'é à?#', 'https://data.example.org/d?id=1&x=%20', '«»…', '💧']) {
      const part = pushWorkflowId('lyon', id).slice('push/lyon/'.length);
      assert.equal(decodeURIComponent(part), id);
      assert.doesNotMatch(part, /[^\w.!~*'()%-]/);
    }
  });

  it('is bounded, and differs where long names differ at their end only', () => {
    for (const letter of ['a', 'é', '💧']) {
      const [one, other] = ['1', '2'].map((end) => pushWorkflowId('lyon', letter.repeat(250) + end));
      assert.ok(one !== undefined && other !== undefined);
      assert.notEqual(one, other);
      assert.ok(one.length <= 220 && other.length <= 220, one);
      assert.doesNotThrow(() => decodeURIComponent(one));
    }
  });
});
