import { sql } from 'kysely';
import type { Db } from './ledger.ts';
import { dropping, saving, type PushedLink } from './links.ts';
import { finishing, type Ending } from './outbox.ts';
import { recording, type Outcome } from './outcomes.ts';
import { forgetting } from './uploads.ts';

/** All that is to be kept of one push. */
export interface Closing {
  ending: Ending;
  outcome?: Outcome;
  link?: PushedLink | 'gone';
}

/**
 * Writes the ends of pushes down in one statement: a link and its outbox row become durable together, so that a crash
 * repeats a push but never forgets one. Of claims that were lost meanwhile only the outcome is kept: it did happen.
 */
export async function closePushes(
  db: Db,
  connectorId: string,
  token: string,
  closings: readonly Closing[],
): Promise<void> {
  const outcomes = closings.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));
  const kept = closings.flatMap(({ link }) => (link === undefined || link === 'gone' ? [] : [link]));
  const gone = closings.flatMap(({ link, ending }) => (link === 'gone' ? [ending.datasetId] : []));
  const endings = closings.map(({ ending }) => ending);
  const ours = sql`select dataset_id from finished`;
  // What has nothing to do is left out: the statement is read and planned each time.
  await sql`
    with finished as (${finishing(connectorId, token, endings)})
    ${kept.length === 0 ? sql`` : sql`, saved as (${saving(connectorId, kept, ours)})`}
    ${gone.length === 0 ? sql`` : sql`, dropped as (${dropping(connectorId, gone, ours)}), forgotten as (${forgetting(connectorId, gone, ours)})`}
    ${outcomes.length === 0 ? sql`` : sql`, ${recording(connectorId, outcomes)}`}
    select 1`.execute(db);
}
