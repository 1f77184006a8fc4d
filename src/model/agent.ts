import { z } from 'zod';
import { LangText } from './text.ts';

/** A person or organisation (foaf:Agent), or a way to reach one (vcard:Kind). */
export const Agent = z.object({
  name: LangText.optional(),
  email: z.string().optional(),
  telephone: z.string().optional(),
  url: z.string().optional(),
  iri: z.string().optional(),
  identifier: z.string().optional(),
  /** adms:publishertype or the like, as a URI or a word. */
  type: z.string().optional(),
  memberOf: LangText.optional(),
});
export type Agent = z.infer<typeof Agent>;

/** prov:qualifiedAttribution: an agent in a role that DCAT has no property for (`custodian`, `processor` …). */
export const Attribution = z.object({ agent: Agent, role: z.string().min(1) });
export type Attribution = z.infer<typeof Attribution>;
