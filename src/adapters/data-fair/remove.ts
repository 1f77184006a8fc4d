import { RemoteFault } from '../../faults.ts';
import { send } from './ask.ts';
import { demandOwner } from './owner.ts';
import { hostIn, type DataFairSession } from './send-to.ts';

/** Deleted for good; what is gone already is gone. */
export async function remove(
  session: DataFairSession,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  demandOwner(session.settings);
  await guard();
  try {
    const asked = { method: 'DELETE', path: ['datasets', remoteId] } as const;
    const { text, status } = await send(session, asked);
    // A page of something in front of Data Fair is not its word that it is done.
    if (/^\s*</.test(text))
      throw new RemoteFault('malformed', `${hostIn(session.settings)} answered a DELETE with a web page`, {
        status,
      });
  } catch (error) {
    if (!(error instanceof RemoteFault) || error.kind !== 'absent') throw error;
  }
}
