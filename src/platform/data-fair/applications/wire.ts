import { z } from 'zod';
import { lenient, list, text } from '../../../formats/data-fair/wire.ts';

/** An application as Data Fair shows it, as far as it is read here. */
export const WireApplication = z.object({
  id: z.string().min(1),
  slug: text,
  title: text,
  summary: text,
  description: text,
  image: text,
  updatedAt: text,
  publicationSites: list(z.string()),
  visibility: text,
  exposedUrl: text,
});
export type WireApplication = z.output<typeof WireApplication>;

const Shown = z.object({ applications: list(z.object({ id: z.string().min(1) })) });

/** A dataset with nothing but the applications that show it: Data Fair keeps them in its extras, and no date tells when it does. */
export const WireLinks = z.object({
  id: z.string().min(1),
  extras: lenient(z.record(z.string(), z.unknown())),
});

/** Ids of the applications that show a dataset. */
export function applicationsOf({ extras }: Pick<z.output<typeof WireLinks>, 'extras'>): string[] {
  const shown = Shown.safeParse(extras ?? {});
  return shown.success ? shown.data.applications.map(({ id }) => id) : [];
}
