import { z } from 'zod';
import { IsoDate } from '../model/coverage.ts';
import { KINDS, type Kind } from '../model/dataset.ts';
import { checkPath } from './field-path.ts';

const VALUES_MAX = 1_000;

const Word = z.string().min(1).max(500);
const Words = z.union([Word, z.array(Word).min(1).max(VALUES_MAX)]);
/** A date, or how long ago: `90d`. */
const Since = z
  .string()
  .refine(
    (text) =>
      /^\d{1,5}[dw]$/.test(text) || (IsoDate.safeParse(text).success && !Number.isNaN(Date.parse(text))),
    'a date such as 2026-01-31, or how long ago: 90d, 12w',
  );

const degrees = (most: number) => z.number().min(-most).max(most);

const Area = z
  .strictObject({
    bbox: z
      .tuple([degrees(180), degrees(90), degrees(180), degrees(90)])
      .refine(([, south, , north]) => south <= north, 'south must not lie north of north')
      .optional()
      .describe('box [west, south, east, north] in degrees that the area of a record touches'),
    uri: Words.optional().describe('address of the place in a gazetteer'),
  })
  .refine((area) => area.bbox !== undefined || area.uri !== undefined, {
    message: 'give bbox or uri',
    when: withoutIssues,
  });

const Plain = z.union([z.string().max(2_000), z.number(), z.boolean()]);

/** What a field is asked: a value or one of several, or whether it is there, holds words, lies between. */
export const FieldTest = z.union([
  Plain,
  z.array(Plain).min(1).max(VALUES_MAX),
  z
    .strictObject({
      exists: z.boolean().optional(),
      is: z.union([Plain, z.array(Plain).min(1).max(VALUES_MAX)]).optional(),
      contains: Words.optional(),
      atLeast: z.union([z.number(), z.string().min(1).max(100)]).optional(),
      atMost: z.union([z.number(), z.string().min(1).max(100)]).optional(),
    })
    .refine((test) => Object.keys(test).length > 0, {
      message: 'give one of exists, is, contains, atLeast, atMost',
      when: withoutIssues,
    }),
]);
export type FieldTest = z.infer<typeof FieldTest>;

/**
 * A condition on a dataset of the model: all keys that are given must hold, of the values of one key any. Words are compared
 * without regard to case, accents and punctuation; `*` stands for anything.
 */
export interface Condition {
  kind?: Kind | Kind[] | undefined;
  id?: OneOrMore | undefined;
  publisher?: OneOrMore | undefined;
  keyword?: OneOrMore | undefined;
  theme?: OneOrMore | undefined;
  license?: OneOrMore | undefined;
  format?: OneOrMore | undefined;
  language?: OneOrMore | undefined;
  area?: z.infer<typeof Area> | undefined;
  modifiedSince?: string | undefined;
  text?: OneOrMore | undefined;
  field?: Record<string, FieldTest> | undefined;
  any?: Condition[] | undefined;
  all?: Condition[] | undefined;
  not?: Condition | undefined;
}

export const Condition: z.ZodType<Condition> = z
  .strictObject({
    kind: z
      .union([z.enum(KINDS), z.array(z.enum(KINDS)).min(1)])
      .optional()
      .describe('kind of record'),
    id: Words.optional().describe('ids in the source'),
    publisher: Words.optional().describe('publishers, by name, identifier or address'),
    keyword: Words.optional().describe('keywords, in any language'),
    theme: Words.optional().describe('themes, by code, name or address'),
    license: Words.optional().describe('licences, by code, name or address'),
    format: Words.optional().describe('formats of a distribution, by code or name'),
    language: Words.optional().describe('languages of the data, as tags: fr'),
    area: Area.optional().describe('area that the record is about'),
    modifiedSince: Since.optional().describe('changed then or later: a date, or how long ago (90d)'),
    text: Words.optional().describe('words in title, description or keywords'),
    field: z
      .record(z.string(), FieldTest)
      .superRefine((tests, context) => {
        for (const path of Object.keys(tests)) checkPath(path, context, [path], { lenient: true });
      })
      .optional()
      .describe('any field of the model, by its path'),
    get any(): Conditions {
      return z.array(Condition).min(1).max(100).optional().describe('at least one of these conditions');
    },
    get all(): Conditions {
      return z.array(Condition).min(1).max(100).optional().describe('all of these conditions');
    },
    get not(): z.ZodOptional<z.ZodType<Condition>> {
      return Condition.optional().describe('a condition that must not hold');
    },
  })
  .refine((condition) => Object.keys(condition).length > 0, {
    message: 'an empty condition says nothing: give at least one',
    when: withoutIssues,
  });

type OneOrMore = z.infer<typeof Words>;
type Conditions = z.ZodOptional<z.ZodArray<z.ZodType<Condition>>>;

/** A complaint about the whole only helps where no part of it is wrong. */
function withoutIssues({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0;
}
