import { z } from 'zod';
import { IsoDate } from './coverage.ts';
import { Link } from './link.ts';
import { LangText } from './text.ts';

/** What somebody made with a dataset (duv:hasUsage): a map, a chart, an application. `id` is stable in its source. */
export const Usage = z.object({
  id: z.string().min(1),
  url: Link,
  title: LangText,
  description: LangText.optional(),
  /** Address of a picture of it. */
  image: Link.optional(),
  /** In a word: `visualization`, `application`, `paper`. */
  type: z.string().min(1).optional(),
  modified: IsoDate.optional(),
});
export type Usage = z.infer<typeof Usage>;
