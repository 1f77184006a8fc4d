import { z } from 'zod';
import { anything, soft, softList, text, WireOwner } from '../wire.ts';
import type { OwnedReuse } from './fields.ts';

const referred = softList(z.object({ id: z.string().min(1) }));

/** A reuse as udata shows it, as far as it is read here. */
export const WireReuse = z.object({
  id: z.string().min(1),
  title: text,
  description: text,
  url: text,
  type: text,
  topic: text,
  tags: softList(z.string()),
  datasets: referred,
  dataservices: referred,
  organization: soft(WireOwner),
  extras: anything,
  deleted: text,
});
export type WireReuse = z.infer<typeof WireReuse>;

export function ownedReuse({ title = '', description = '', url = '', type = '' }: WireReuse): OwnedReuse {
  return { title, description, url, type };
}

export function shows(reuse: WireReuse, datasetId: string): boolean {
  return reuse.deleted === undefined && (reuse.datasets ?? []).some(({ id }) => id === datasetId);
}
