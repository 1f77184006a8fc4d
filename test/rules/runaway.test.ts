import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Rules } from '../../src/config/rule.ts';
import { compileRules } from '../../src/rules/rules.ts';

const RUNAWAYS: [string, string, RegExp][] = [
  ['a function that calls itself', '($f := function($n) { 1 + $f($n + 1) }; $string($f(1)))', /too deeply/],
  [
    'a function that calls itself last of all',
    '($f := function($n) { $f($n + 1) }; $string($f(1)))',
    /ran for more than/,
  ],
  [
    'two that call each other',
    '($a := function() { $b() }; $b := function() { $a() }; $string($a()))',
    /ran for more than|too deeply/,
  ],
  ['a huge range', '$string($sum([1..10000000]))', /list that is too long/],
  ['ranges in ranges', '$string($count([1..100000].([1..100000])))', /list that is too long|ran for more|MB/],
  [
    'a text that doubles',
    '($r := function($s, $n) { $n = 0 ? $s : $r($s & $s, $n - 1) }; $r("xxxxxxxx", 60))',
    /failed|MB|more than/,
  ],
  ['a huge padding', '$pad("x", 400000000)', /MB|more than|failed/],
  [
    'a pattern that backtracks for ever',
    '$string($contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/))',
    /was stopped/,
  ],
  ['the time', '$now()', /\$now is not available/],
  ['words that become code', '$eval("1")', /\$eval is not available/],
];

describe('an expression that runs away', () => {
  for (const [what, expression, reason] of RUNAWAYS) {
    it(`(${what}) ends, sets its record aside with the reason, and nobody waits for it`, async () => {
      let ticks = 0;
      const ticking = setInterval(() => (ticks += 1), 5);
      const apply = compileRules(
        Rules.parse([{ name: 'runaway', jsonata: { field: 'title.fr', expression } }]),
        new Date(),
      );
      const applied = await apply({ kind: 'dataset', id: 'a', title: { fr: 'x' } });
      clearInterval(ticking);
      assert.ok('trouble' in applied, JSON.stringify(applied).slice(0, 200));
      assert.deepEqual([applied.trouble.rule, applied.trouble.field], ['runaway', 'title.fr']);
      assert.match(applied.trouble.reason, reason);
      if (/ran for more|was stopped/.test(applied.trouble.reason)) assert.ok(ticks > 5, `${ticks} ticks`);
    });
  }

  it('leaves the next one unharmed', async () => {
    const apply = compileRules(
      Rules.parse([{ name: 'fine', jsonata: { field: 'title.fr', expression: '$value & "!"' } }]),
      new Date(),
    );
    const applied = await apply({ kind: 'dataset', id: 'a', title: { fr: 'x' } });
    assert.ok('dataset' in applied);
    assert.deepEqual(applied.dataset.title, { fr: 'x!' });
  });
});
