import type { Page } from '../src/adapters/adapter.ts';
import type { Run } from '../src/ledger/runs.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';
import type { Opened } from './session.ts';

const ANONYMOUS = 'anonymous';
const HASH = 16;

/** Who the remote takes us for, as the ledger keeps it: no name. */
export async function identityMark({ adapter, session }: Opened): Promise<string> {
  const name =
    adapter.identity === undefined
      ? (await adapter.probe(session)).identity
      : await adapter.identity(session);
  return name === undefined ? ANONYMOUS : fingerprintOf(name).slice(0, HASH);
}

/** A last page is believed only when the remote still takes us for whom it took us at the first. */
export async function sameAtTheEnd(opened: Opened, run: Run, page: Page): Promise<Page> {
  if (page.verdict?.state !== 'complete' || run.identity === undefined) return page;
  const now = await identityMark(opened);
  if (now === run.identity) return page;
  const reason = `the remote took us for somebody else at the end than at the start: ${identityInWords(run.identity)} at first, ${identityInWords(now)} then`;
  return { ...page, verdict: { ...page.verdict, state: 'suspicious', reason } };
}

export function identityInWords(identity: string): string {
  return identity === ANONYMOUS ? 'anonymous' : `somebody known (${identity})`;
}
