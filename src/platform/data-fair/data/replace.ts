import type { Tx } from '../../../ledger/ledger.ts';
import { holdDataset, remember, savePending } from '../../../ledger/platform-datasets.ts';
import { RemoteFault } from '../../../faults.ts';
import { keepingAlive } from '../alive.ts';
import { knownOf } from '../entry.ts';
import { markOf } from '../mark.ts';
import { deleting } from '../requests.ts';
import type { Paper } from '../shelf.ts';
import { FIELDS } from '../../../formats/data-fair/to-model/fields.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import type { DataParts } from './data.ts';

/**
 * Makes a dataset anew as another kind, under the same id: Data Fair never turns one without data into one with a file, or
 * back. How it was is durable before it is taken away, so that whoever finds it missing, and nobody at work on it, can make
 * it whole.
 */
export async function replaced(
  parts: DataParts,
  wire: WireDataset,
  create: (body: Record<string, unknown>) => Promise<unknown>,
): Promise<void> {
  const { db, within } = parts;
  if (within !== undefined) return replaceHeld(parts, within, wire, create);
  await db.transaction().execute((tx) => keepingAlive(tx, () => replaceHeld(parts, tx, wire, create)));
}

async function replaceHeld(
  { client, shelf, portals, db }: DataParts,
  tx: Tx,
  wire: WireDataset,
  create: (body: Record<string, unknown>) => Promise<unknown>,
): Promise<void> {
  const id = markOf(wire)?.id ?? wire.id;
  if (!(await holdDataset(tx, id)))
    throw new RemoteFault('conflict', `${wire.id}: somebody else is just making it anew in Data Fair`);
  const permissions = await shelf.permissions(wire.id);
  const body = bodyOf(wire);
  // Not in the transaction: it must stand whatever becomes of that.
  await remember(db, [knownOf(wire, await portals.portal())]);
  const paper: Paper = {
    body: { ...body, isMetaOnly: true, extras: wire.extras ?? {} },
    permissions,
    publicationSites: wire.publicationSites,
  };
  await savePending(db, id, paper);
  await client.patiently(() => client.send(deleting(wire.id)));
  try {
    await create(body);
  } catch (error) {
    // Nothing that we can be sure of came of it: what was there comes back, now or when somebody misses it.
    if (error instanceof RemoteFault && error.kind === 'refused') await shelf.restore(id, wire.id, paper);
    throw error;
  }
  await shelf.finish(id, wire.id, paper);
}

/** What people and we wrote about a dataset. */
function bodyOf(wire: WireDataset): Record<string, unknown> {
  const fields = [...FIELDS, 'slug', 'attachments'] as const;
  return Object.fromEntries(
    fields.map((field) => [field, wire[field]]).filter(([, value]) => value !== undefined),
  );
}
