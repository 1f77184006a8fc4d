import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { sql } from 'kysely';
import type { Control } from '../src/control/control.ts';
import type { Db } from '../src/ledger/ledger.ts';
import { fingerprint } from '../src/model/fingerprint.ts';
import type { Dataset } from '../src/model/dataset.ts';
import { datasetsChanged } from '../workflows/contract.ts';

/** Changes written in one go. */
const CHUNK = 100;
/** Signals under way at once. */
const SIGNALS_AT_ONCE = 8;
/** Of changes that wait: more are not sent before some are done, so that they do not fold into few pushes. */
const WAITING_MAX = 1_000;
const POLL_MS = 50;

export interface Sent {
  announced: number;
  signalled: number;
  signals: number;
}

/**
 * Sends the datasets as changes, chunk by chunk in turn by the API, which announces them, and as a platform of its own would:
 * written without a word, then told to the connector's workflow by signals with one to three ids.
 */
export async function sendChanges(
  { control, db, handle }: { control: Control; db: Db; handle: WorkflowHandle },
  datasets: readonly Dataset[],
  how: 'announced' | 'silent' | 'mixed',
): Promise<Sent> {
  const sent: Sent = { announced: 0, signalled: 0, signals: 0 };
  for (let from = 0, turn = 0; from < datasets.length; from += CHUNK, turn += 1) {
    const chunk = datasets.slice(from, from + CHUNK);
    await untilFewWait(db);
    if (how === 'announced' || (how === 'mixed' && turn % 2 === 0)) {
      await control.writeDatasets(
        chunk.map((dataset) => ({ id: dataset.id, dataset })),
        'bench',
      );
      sent.announced += chunk.length;
    } else {
      await writeSilently(db, chunk);
      sent.signals += await signalAll(
        handle,
        chunk.map(({ id }) => id),
      );
      sent.signalled += chunk.length;
    }
  }
  return sent;
}

/** What a platform does that has its own database and tells of changes by signals. */
async function writeSilently(db: Db, datasets: readonly Dataset[]): Promise<void> {
  await sql`
    update datasets d set doc = i.doc, fingerprint = i.fingerprint, rev = d.rev + 1, updated_at = now()
    from unnest(${datasets.map(({ id }) => id)}::text[], ${datasets.map((dataset) => JSON.stringify(dataset))}::jsonb[],
      ${datasets.map((dataset) => fingerprint(dataset))}::text[]) as i(id, doc, fingerprint)
    where d.id = i.id`.execute(db);
}

async function signalAll(handle: WorkflowHandle, ids: readonly string[]): Promise<number> {
  const signals: string[][] = [];
  for (let from = 0, count = 1; from < ids.length; from += count, count = (count % 3) + 1)
    signals.push(ids.slice(from, from + count));
  for (let from = 0; from < signals.length; from += SIGNALS_AT_ONCE) {
    const some = signals.slice(from, from + SIGNALS_AT_ONCE);
    await Promise.all(some.map((changed) => handle.signal(datasetsChanged, changed)));
  }
  return signals.length;
}

async function untilFewWait(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::bigint as waiting from outbox where rev > done_rev`.execute(db);
    if ((rows[0]?.waiting ?? 0) <= WAITING_MAX) return;
    await sleep(POLL_MS);
  }
}
