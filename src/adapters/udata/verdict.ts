import type { Verdict } from '../adapter.ts';
import type { Cursor } from './cursor.ts';
import { present } from './words.ts';

/** How the last page ended: the remote named no next one, or had none where we looked, or made no sense. */
export type Ending = { kind: 'last' } | { kind: 'past' } | { kind: 'nonsense'; reason: string };

/** The judgement over one kind of record, from what was announced first and last and what came. */
export function judge(cursor: Cursor, ending: Ending): Verdict {
  const { received, repeated, announced, announcedFirst, shrank } = cursor;
  const told = announced === undefined ? { received } : { received, announced };
  const say = (state: Verdict['state'], reason: string): Verdict => ({ state, reason, ...told });
  if (ending.kind === 'nonsense') return say('suspicious', ending.reason);
  if (announced === undefined) return say('suspicious', 'the listing does not tell how many records it has');
  if (shrank || announced < (announcedFirst ?? announced)) {
    return say('moving', 'records went away during the walk, so that others may have been jumped over');
  }
  if (received < announced) {
    if (announced > (announcedFirst ?? announced))
      return say('moving', `${announced - received} records came during the walk`);
    if (ending.kind === 'past') return say('moving', 'the listing became shorter than its announcement');
    return say('truncated', `${announced} records were announced and ${received} came`);
  }
  if (received > announced)
    return say('suspicious', `${announced} records were announced and ${received} came`);
  if (repeated > 0) return say('moving', `${repeated} records came twice`);
  return { state: 'complete', ...told };
}

const WORST_LAST: readonly Verdict['state'][] = ['complete', 'moving', 'truncated', 'suspicious'];

/** One verdict over several kinds: as good as the worst of them. */
export function together(first: NonNullable<Cursor['done']>, second: Verdict): Verdict {
  const worse = WORST_LAST.indexOf(first.state) > WORST_LAST.indexOf(second.state) ? first : second;
  const announced =
    first.announced === undefined || second.announced === undefined
      ? undefined
      : first.announced + second.announced;
  return {
    state: worse.state,
    ...present({ reason: worse.reason, announced }),
    received: first.received + second.received,
  };
}
