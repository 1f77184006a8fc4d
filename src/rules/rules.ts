import type { Rule } from '../config/rule.ts';
import type { Dataset } from '../model/dataset.ts';
import type { RuleTrace } from '../model/rule-trace.ts';
import { Draft, RuleTrouble, type Step } from './draft.ts';
import { compileCondition, type Test } from './filter.ts';
import { stepsOf } from './operations.ts';

/** What became of a record: the dataset with what was done to it, or why it has to be set aside. */
export type Applied =
  | { dataset: Dataset; trace?: RuleTrace }
  | { trouble: { rule: string; field: string; value?: string; reason: string } };

/** Rules made ready for many records. `now` is what ages in conditions count from. */
export function compileRules(rules: readonly Rule[], now: Date): (dataset: Dataset) => Promise<Applied> {
  const ready = rules.map((rule) => ({
    name: rule.name,
    when: rule.when === undefined ? undefined : compileCondition(rule.when, now),
    steps: stepsOf(rule),
  }));
  return (dataset) => applied(ready, dataset);
}

interface Ready {
  name: string;
  when: Test | undefined;
  steps: Step[];
}

async function applied(rules: readonly Ready[], dataset: Dataset): Promise<Applied> {
  const draft = new Draft(dataset);
  for (const { name, when, steps } of rules) {
    if (when?.(draft.dataset) === false) continue;
    try {
      for (const step of steps) {
        const work = step(draft);
        if (work !== undefined) await work;
      }
      draft.settle();
    } catch (error) {
      if (!(error instanceof RuleTrouble)) throw error;
      const { field, value, message: reason } = error;
      return { trouble: { rule: name, field, reason, ...(value === undefined ? {} : { value }) } };
    }
  }
  return draft.isTouched ? { dataset: draft.dataset, trace: draft.trace } : { dataset };
}
