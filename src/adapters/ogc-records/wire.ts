import { z } from 'zod';

export const WireLink = z.looseObject({
  rel: z.string(),
  href: z.string(),
  type: z.string().optional().catch(undefined),
});
export type WireLink = z.output<typeof WireLink>;

/** Links that make sense; others are passed over. */
const WireLinks = z
  .array(z.unknown())
  .transform((links) => links.flatMap((link) => WireLink.safeParse(link).data ?? []))
  .catch([]);

export const WireLanding = z.looseObject({
  title: z.string().optional().catch(undefined),
  links: z.array(z.unknown()),
});

export const WireCollection = z.looseObject({
  id: z.string(),
  title: z.string().optional().catch(undefined),
  itemType: z.unknown().optional(),
  type: z.unknown().optional(),
  links: WireLinks,
});
export type WireCollection = z.output<typeof WireCollection>;

export const WireCollections = z.looseObject({ collections: z.array(z.unknown()) });

export const WireConformance = z.looseObject({ conformsTo: z.array(z.string()).catch([]) });

/** Of a schema of what may be asked for. */
export const WireProperties = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

export const WireItems = z.looseObject({
  features: z.array(z.unknown()),
  numberMatched: z.unknown().optional(),
  numberReturned: z.unknown().optional(),
  links: WireLinks,
});
export type WireItems = z.output<typeof WireItems>;
