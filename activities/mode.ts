import { type HarvestConfig, Incremental } from '../src/config/connector.ts';
import { durationMs } from '../src/config/duration.ts';
import type { HarvestState } from '../src/ledger/harvest-states.ts';
import type { DateCounts } from '../src/ledger/schema/runs.ts';

/** How a run goes about its listing. `validate` stores nothing. */
export type Mode = 'full' | 'incremental' | 'forced' | 'validate';

export interface Decision {
  mode: Mode;
  /** Incremental: what changed since. */
  since?: string;
  /** Why it is a full pass although an incremental one was wanted. */
  reason?: string;
}

/** A remote whose dates miss more of the changes than this is not asked by date. */
const SILENT_SHARE_MAX = 0.02;
/** Records without any date, as a share: none of their changes would ever be seen. */
const UNDATED_SHARE_MAX = 0.01;

/** Which pass is made now: the one that was asked for, or an incremental one where it can be trusted and is not due for a full one. */
export function decide(
  asked: string,
  wanted: {
    harvest: HarvestConfig;
    state: HarvestState;
    can: boolean;
    scopeFingerprint: string;
    mappingFingerprint: string;
    now: Date;
  },
): Decision {
  if (asked === 'full' || asked === 'forced' || asked === 'validate') return { mode: asked };
  const { harvest, state, can, scopeFingerprint, mappingFingerprint, now } = wanted;
  const byHand = asked === 'incremental';
  const settings = harvest.incremental ?? (byHand ? Incremental.parse({}) : undefined);
  if (settings === undefined) return { mode: 'full' };
  const full = (reason: string): Decision => ({ mode: 'full', reason });
  if (!can) return full('this kind of catalogue cannot be asked for what changed');
  if (state.watermark === undefined) return full('no full pass was complete yet');
  if (state.scopeFingerprint !== scopeFingerprint) return full('the settings changed since the last pass');
  if (state.mappingFingerprint !== mappingFingerprint) return full('the rules changed since the last pass');
  const distrust = state.dates && distrustOf(state.dates);
  if (distrust !== undefined) return full(distrust);
  if (!byHand && now.getTime() - (state.fullAt?.getTime() ?? 0) >= durationMs(settings.fullEvery))
    return full(`a full pass is made every ${settings.fullEvery}`);
  const since = new Date(Date.parse(state.watermark) - durationMs(settings.overlap)).toISOString();
  return { mode: 'incremental', since };
}

/** Why a remote's dates of change are not believed, in words; undefined when they are. */
export function distrustOf({ dated, undated, told, silent }: DateCounts): string | undefined {
  if (undated > UNDATED_SHARE_MAX * (dated + undated))
    return `${Math.round(undated)} of ${Math.round(dated + undated)} records carry no date of change`;
  if (silent >= 1 && silent > SILENT_SHARE_MAX * (silent + told))
    return `its dates are not to be trusted: of ${Math.round(silent + told)} changes, ${Math.round(silent)} did not move the date`;
  return undefined;
}

/** What was measured before counts half as much: a remote that mends its dates is believed again after some full passes. */
export function remember(before: DateCounts | undefined, now: DateCounts): DateCounts {
  return {
    dated: now.dated,
    undated: now.undated,
    told: (before?.told ?? 0) / 2 + now.told,
    silent: (before?.silent ?? 0) / 2 + now.silent,
    idle: (before?.idle ?? 0) / 2 + now.idle,
  };
}

/** A change of nearly everything without a date is ours (another mapping), not theirs: it says nothing of their dates. */
export function isMeasure({ dated, silent }: DateCounts): boolean {
  return silent <= dated / 2 || silent < 5;
}

/** Without a clock of theirs, a date further ahead of ours than this is taken for a mistake. */
const AHEAD_MS_MAX = 3_600_000;

/**
 * The later of two dates of change. A date beyond the remote's own clock when the listing began is left out: one record
 * dated 2099 would otherwise hide every change until then.
 */
export function laterOf(
  newest: string | undefined,
  date: string | undefined,
  serverDate: string | undefined,
  now: Date,
): string | undefined {
  // Two moments in UTC as JavaScript writes them are in the order of their texts.
  if (newest !== undefined && date?.length === newest.length && date.endsWith('Z') && date <= newest)
    return newest;
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  const bound = serverDate === undefined ? now.getTime() + AHEAD_MS_MAX : Date.parse(serverDate);
  if (Number.isNaN(ms) || ms > bound) return newest;
  return newest === undefined || ms > Date.parse(newest) ? new Date(ms).toISOString() : newest;
}
