import { z } from 'zod';
import { LangText } from './text.ts';

const METHODS = ['uri', 'code', 'alias', 'fuzzy', 'none'] as const;

/**
 * A value of a controlled vocabulary. `raw` is what the source said, untouched; `method` and `confidence` say how
 * it was recognised (`none` and 0: it was not, only `raw` is known). `uri` and `code` are the vocabulary's.
 */
export const Coded = z.object({
  uri: z.string().optional(),
  code: z.string().optional(),
  label: LangText.optional(),
  raw: z.string().optional(),
  method: z.enum(METHODS),
  confidence: z.number().min(0).max(1),
});
export type Coded = z.infer<typeof Coded>;
