import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Rules } from '../../src/config/rule.ts';
import { checkRules } from '../../src/rules/check.ts';

async function issues(...rules: unknown[]): Promise<string[]> {
  const found = await checkRules(Rules.parse(rules), 'rules');
  return found.map(({ path, message }) => `${path}: ${message}`);
}

describe('rules that are saved', () => {
  it('are accepted when their examples come out', async () => {
    assert.deepEqual(
      await issues(
        {
          name: 'licence',
          map: { field: 'license', values: { 'Licence maison': 'etalab-2.0' } },
          example: { given: { license: 'Licence maison' }, expect: { license: 'etalab-2.0' } },
        },
        {
          name: 'capital',
          jsonata: {
            field: 'title.fr',
            expression: '$uppercase($substring($value, 0, 1)) & $substring($value, 1)',
          },
          example: { given: { 'title.fr': 'arbres' }, expect: { 'title.fr': 'Arbres' } },
        },
        {
          name: 'no phone',
          drop: ['contactPoint[].telephone'],
          example: {
            given: { contactPoint: [{ telephone: '1', email: 'a@example.org' }] },
            expect: { contactPoint: [{ email: 'a@example.org' }] },
          },
        },
      ),
      [],
    );
  });

  it('name the rule, what came and what was expected when an example does not', async () => {
    const [issue] = await issues({
      name: 'capital',
      jsonata: { field: 'title.fr', expression: '$uppercase($value)' },
      example: { given: { 'title.fr': 'arbres' }, expect: { 'title.fr': 'Arbres' } },
    });
    assert.equal(
      issue,
      'rules[0].example.expect["title.fr"]: rule "capital" does not do what its example says: title.fr came as "ARBRES", expected "Arbres"',
    );
  });

  it('are refused with a value that the field cannot hold', async () => {
    assert.match(
      (await issues({ name: 'a', fill: { modified: 'soon' } }))[0] ?? '',
      /^rules\[0\]\.fill\["modified"\]: not usable for modified/,
    );
    assert.match(
      (await issues({ name: 'a', replace: { publisher: { nam: 'x' } } }))[0] ?? '',
      /parts that the model does not know/,
    );
    assert.match((await issues({ name: 'a', add: { publisher: 'x' } }))[0] ?? '', /publisher is no list/);
  });

  it('are refused with a word that the vocabulary does not know, and the one that was meant is told', async () => {
    assert.match(
      (await issues({ name: 'a', fill: { license: 'no such licence at all' } }))[0] ?? '',
      /is in no vocabulary of license/,
    );
  });

  it('are refused with an expression that is none, and where it breaks', async () => {
    assert.match(
      (await issues({ name: 'a', jsonata: { field: 'title.fr', expression: '$value &' } }))[0] ?? '',
      /^rules\[0\]\.jsonata\.expression: not JSONata: .*character/,
    );
  });
});
