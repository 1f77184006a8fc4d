import { RemoteFault } from '../../../faults.ts';
import type { Bell } from '../../../http/http.ts';
import type { DataFairClient } from '../client.ts';
import type { Shelf } from '../shelf.ts';
import { isSettled } from '../stamp.ts';
import { type WireDataset } from '../../../formats/data-fair/wire.ts';
import { WireJournal } from '../wire.ts';

/** Small files are ready within seconds; nobody waits for large ones: whoever asks comes again. */
const WAIT_MS = 60_000;
const FIRST_LOOK_MS = 100;
const LOOK_MS_MAX = 3_000;
/** Most are ready before it is worth listening to the journal. */
const LISTEN_AFTER_MS = 700;
/** While the journal is listened to, looks are for what it did not tell. */
const LISTENING_LOOK_MS = 15_000;

/** The dataset when Data Fair has done with its data. Faults: it cannot read them, or takes longer than anybody waits. */
export async function settled(
  client: DataFairClient,
  shelf: Shelf,
  platformId: string,
): Promise<WireDataset> {
  const until = performance.now() + WAIT_MS;
  let journal: Bell | undefined;
  try {
    for (let look = FIRST_LOOK_MS; ; look = Math.min(look * 1.5, LOOK_MS_MAX)) {
      const wire = await shelf.one(platformId);
      if (wire === undefined)
        throw new RemoteFault('absent', `${platformId}: deleted in Data Fair while its data were read`);
      if (wire.status === 'error') throw await failed(client, platformId);
      if (isSettled(wire)) return demandNoDraft(wire);
      const left = until - performance.now();
      if (left <= 0)
        throw new RemoteFault(
          'conflict',
          `${platformId}: Data Fair still reads the data (${wire.status ?? 'unknown state'})`,
        );
      // Events come in heaps: one look is enough for those of a moment.
      await client.pause(Math.min(look, FIRST_LOOK_MS));
      if (journal === undefined && WAIT_MS - left >= LISTEN_AFTER_MS)
        journal = await client.journal(platformId);
      if (journal === undefined) await client.pause(look - FIRST_LOOK_MS);
      else await journal.rung(Math.min(left, journal.open ? LISTENING_LOOK_MS : look));
    }
  } finally {
    journal?.close();
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
