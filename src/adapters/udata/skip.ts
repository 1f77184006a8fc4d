import { RemoteFault } from '../../faults.ts';
import type { ListOptions, Session } from '../adapter.ts';
import { askFor } from './ask.ts';
import { readCursor, shortHash, writeCursor } from './cursor.ts';
import { beginning, requestAt } from './list.ts';
import type { Settings } from './settings.ts';
import { sized } from './sized.ts';
import { WireDated, WirePage } from './wire.ts';

/**
 * Past one record that the site cannot show. Pages are counted, so that the place after it needs nothing of it; its id is
 * asked for alone, which most often does not touch what breaks.
 */
export async function skip(
  session: Session<Settings>,
  text: string | undefined,
  options: ListOptions,
): Promise<{ next: string; remoteId?: string } | undefined> {
  const cursor = text === undefined ? await beginning(session, options) : readCursor(text);
  if (cursor === undefined) return undefined;
  const here = sized(cursor, 1);
  const request = requestAt(session.settings, here, options);
  const masked = { ...request, headers: { ...request.headers, 'x-fields': 'data{id},next_page,total,page' } };
  let remoteId: string | undefined;
  try {
    const page = await askFor(session, WirePage, masked);
    if (page === undefined || page.data.length === 0) return undefined;
    const record = WireDated.safeParse(page.data[0]);
    remoteId = record.success ? record.data.id : undefined;
  } catch (error) {
    if (!(error instanceof RemoteFault) || error.scope === 'remote') throw error;
  }
  const next = {
    ...here,
    page: here.page + 1,
    received: here.received + 1,
    last: [shortHash(remoteId ?? `#${here.page}`)],
  };
  return { next: writeCursor(next), ...(remoteId === undefined ? {} : { remoteId }) };
}
