import { savePending, remember } from '../../../ledger/platform-datasets.ts';
import { RemoteFault } from '../../../faults.ts';
import { knownOf } from '../entry.ts';
import { markOf } from '../mark.ts';
import { deleting, patching, permitting } from '../requests.ts';
import { FIELDS } from '../../../formats/data-fair/to-model/fields.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import type { DataParts } from './data.ts';

/**
 * Makes a dataset anew as another kind, under the same id: Data Fair never turns one without data into one with a file, or
 * back. How it was is durable before it is taken away, so that whoever finds it missing can make it whole.
 */
export async function replaced(
  { client, shelf, portals, db }: DataParts,
  wire: WireDataset,
  create: (body: Record<string, unknown>) => Promise<unknown>,
): Promise<void> {
  const id = markOf(wire)?.id ?? wire.id;
  const permissions = await shelf.permissions(wire.id);
  const body = bodyOf(wire);
  // Not in anybody's transaction: it must stand whatever becomes of that.
  await remember(db, [knownOf(wire, await portals.portal())]);
  const asItWas = { body: { ...body, isMetaOnly: true, extras: wire.extras ?? {} }, permissions };
  await savePending(db, id, { ...asItWas, at: new Date().toISOString() });
  await client.patiently(() => client.send(deleting(wire.id)));
  try {
    await create(body);
  } catch (error) {
    // Nothing that we can be sure of came of it: what was there comes back, now or when somebody misses it.
    if (error instanceof RemoteFault && error.kind === 'refused') await shelf.restore(id, wire.id, asItWas);
    throw error;
  }
  if (permissions.length > 0) await client.send(permitting(wire.id, permissions));
  if (wire.publicationSites.length > 0)
    await client.send(patching(wire.id, { publicationSites: wire.publicationSites }));
  await savePending(db, id, undefined);
}

/** What people and we wrote about a dataset. */
function bodyOf(wire: WireDataset): Record<string, unknown> {
  const fields = [...FIELDS, 'slug', 'attachments'] as const;
  return Object.fromEntries(
    fields.map((field) => [field, wire[field]]).filter(([, value]) => value !== undefined),
  );
}
