import { RemoteFault } from '../../../faults.ts';
import type { DataFairClient } from '../client.ts';
import type { Shelf } from '../shelf.ts';
import { isSettled } from '../stamp.ts';
import { type WireDataset } from '../../../formats/data-fair/wire.ts';
import { WireJournal } from '../wire.ts';

/** Small files are ready within seconds; nobody waits for large ones: whoever asks comes again. */
const WAIT_MS = 60_000;
const FIRST_LOOK_MS = 100;
const LOOK_MS_MAX = 3_000;

/** The dataset when Data Fair has done with its data. Faults: it cannot read them, or takes longer than anybody waits. */
export async function settled(
  client: DataFairClient,
  shelf: Shelf,
  platformId: string,
): Promise<WireDataset> {
  for (let waited = 0, look = FIRST_LOOK_MS; ; look = Math.min(look * 1.5, LOOK_MS_MAX)) {
    const wire = await shelf.one(platformId);
    if (wire === undefined)
      throw new RemoteFault('absent', `${platformId}: deleted in Data Fair while its data were read`);
    if (wire.status === 'error') throw await failed(client, platformId);
    if (isSettled(wire)) return demandNoDraft(wire);
    if (waited >= WAIT_MS)
      throw new RemoteFault(
        'conflict',
        `${platformId}: Data Fair still reads the data (${wire.status ?? 'unknown state'})`,
      );
    await client.pause(look);
    waited += look;
  }
}

/** A draft shows its data to nobody: an owner of Data Fair has to accept it. */
function demandNoDraft(wire: WireDataset): WireDataset {
  if (wire.draft === undefined && wire.draftReason === undefined) return wire;
  throw new RemoteFault(
    'refused',
    `${wire.id}: the new data wait in a draft: accept or cancel it in Data Fair`,
  );
}

async function failed(client: DataFairClient, platformId: string): Promise<RemoteFault> {
  const journal = await client.json(WireJournal, { path: ['datasets', platformId, 'journal'] });
  const event = journal.find(({ type }) => type === 'error' || type.includes('error'));
  const why = typeof event?.data === 'string' ? `: ${event.data.slice(0, 300)}` : '';
  return new RemoteFault('refused', `${platformId}: Data Fair cannot read the data${why}`);
}
