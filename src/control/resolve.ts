import { decide } from '../adapters/merge.ts';
import { conflictsOf, rebase, settleGone } from '../ledger/conflicts.ts';
import { links } from '../ledger/links.ts';
import { ControlError, type Decision, type Resolved } from './control.ts';
import { inHand } from './in-hand.ts';
import type { Parts } from './parts.ts';

/** Settles fields that were changed on both sides, or what becomes of a record that somebody deleted, and lets the dataset be pushed again. */
export async function resolve(
  parts: Parts,
  connectorId: string,
  datasetId: string,
  { take, fields }: Decision,
): Promise<Resolved> {
  return inHand(parts, connectorId, datasetId, async () => {
    const [entry] = await conflictsOf(parts.db, connectorId, { limit: 1, datasetId });
    const base = (await links(parts.db, connectorId, [datasetId])).get(datasetId)?.base;
    if (entry === undefined || base === undefined)
      throw new ControlError('unknown', `no conflict of ${datasetId} waits on ${connectorId}`);
    const all = entry.conflicts.map(({ field }) => field);
    const stranger = fields?.find((field) => !all.includes(field));
    if (stranger !== undefined)
      throw new ControlError(
        'invalid',
        `fields: ${stranger} is not in conflict; there are ${all.join(', ')}`,
        [{ path: 'fields', message: `${stranger} is not in conflict` }],
      );
    if (entry.conflicts.some(({ gone }) => gone === true)) {
      await settleGone(parts.db, connectorId, datasetId, take);
      return { datasetId, resolved: all, open: [] };
    }
    const decided = entry.conflicts.filter(({ field }) => fields?.includes(field) ?? true);
    await rebase(parts.db, connectorId, datasetId, decide(base, decided, take));
    const resolved = decided.map(({ field }) => field);
    return { datasetId, resolved, open: all.filter((field) => !resolved.includes(field)) };
  });
}
