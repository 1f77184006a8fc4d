import { z } from 'zod';
import { Condition } from './condition.ts';
import { checkPath } from './field-path.ts';

/** Fields that say which record it is and where it came from: a rule does not change them. */
const FIXED = ['kind', 'id', 'origin', 'warning'];
const FIELDS_MAX = 100;

/** Values by the field that they belong in. What may stand there is checked by the rules themselves, which know the vocabularies. */
const Values = z.record(z.string(), z.unknown()).superRefine((values, context) => {
  const paths = Object.keys(values);
  if (paths.length === 0 || paths.length > FIELDS_MAX)
    context.addIssue({ code: 'custom', message: `1 to ${FIELDS_MAX} fields, each with its value` });
  for (const path of paths) checkTarget(path, context, [path]);
});

const Target = z.string().superRefine((path, context) => checkTarget(path, context, []));

const MapRule = z.strictObject({
  field: Target.describe('field whose values are replaced'),
  values: z
    .record(z.string(), z.unknown())
    .refine((values) => Object.keys(values).length > 0, 'at least one value and what becomes of it')
    .describe('what the source writes, and what it becomes; * stands for anything'),
  otherwise: z
    .enum(['keep', 'drop'])
    .default('keep')
    .describe('what happens to a value that is not in the list; it is reported in any case'),
});

const EXPRESSION_LENGTH_MAX = 4_000;

const JsonataRule = z.strictObject({
  field: Target.describe('field that the result becomes'),
  expression: z
    .string()
    .min(1)
    .max(EXPRESSION_LENGTH_MAX)
    .describe('JSONata; the record is its input, $value what the field holds'),
});

/** What a rule can do; each rule does one of them. */
const OPERATIONS = ['defaults', 'fill', 'replace', 'add', 'drop', 'map', 'jsonata'] as const;

/** One step from what a remote says to what the platform keeps. */
export const Rule = z
  .strictObject({
    name: z.string().trim().min(1).max(100).describe('name of the rule, for reports'),
    when: Condition.optional().describe('only for records like this'),
    defaults: Values.optional().describe(
      'values for fields that are absent, and for absent parts of those that are there',
    ),
    fill: Values.optional().describe('values for fields that are absent'),
    replace: Values.optional().describe('values that take the place of what is there'),
    add: Values.optional().describe('entries for lists, each once'),
    drop: z.array(Target).min(1).max(FIELDS_MAX).optional().describe('fields to take away'),
    map: MapRule.optional().describe('values of one field, from → to'),
    jsonata: JsonataRule.optional().describe('a field computed by a JSONata expression'),
    example: z
      .strictObject({
        given: z.record(z.string(), z.unknown()).describe('fields of a record'),
        expect: z.record(z.string(), z.unknown()).describe('the same record after this rule'),
      })
      .optional()
      .describe('a record before and after, checked when the rules are saved'),
  })
  .superRefine((rule, context) => {
    const given = OPERATIONS.filter((operation) => rule[operation] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `a rule does one thing: give one of ${OPERATIONS.join(', ')}`
        : `a rule does one thing, and this one has ${given.join(' and ')}: make a rule of each`;
    context.addIssue({ code: 'custom', message });
  });
export type Rule = z.infer<typeof Rule>;

const RULES_MAX = 200;

export const Rules = z
  .array(Rule)
  .max(RULES_MAX)
  .superRefine((rules, context) => {
    const names = rules.map((rule) => rule.name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const message = `a name that rule ${names.indexOf(name) + 1} has already: reports could not tell them apart`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
  });

function checkTarget(path: string, context: Pick<z.RefinementCtx, 'addIssue'>, at: string[]): void {
  const [first = ''] = path.split(/[.[]/, 1);
  if (FIXED.includes(first))
    context.addIssue({
      code: 'custom',
      path: at,
      message: `${first} says which record it is and where it came from: rules leave it alone`,
      params: { key: true },
    });
  else if (path.endsWith('[]'))
    context.addIssue({
      code: 'custom',
      path: at,
      message: `write ${path.slice(0, -2)} for the list itself, or one of its parts`,
      params: { key: true },
    });
  else checkPath(path, context, at);
}
