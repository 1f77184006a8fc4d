import { z } from 'zod';

/** What becomes of datasets that break the rules of a profile. */
export const Conformance = z.strictObject({
  policy: z
    .enum(['off', 'report', 'warn', 'gate'])
    .default('off')
    .describe(
      'what becomes of a dataset that breaks rules: nothing, it is told, it is told with each dataset, or it may not pass',
    ),
  profile: z
    .enum(['dcat-ap', 'hvd'])
    .default('dcat-ap')
    .describe('whose rules: DCAT-AP 3, or besides those for high-value datasets'),
});
export type Conformance = z.infer<typeof Conformance>;
