import { defineSearchAttributeKey } from '@temporalio/common';
import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { addImports, NO_IMPORTS } from '../src/model/counts.ts';
import * as contract from './contract.ts';
import type { ImportActivities, ImportInput, ImportReport, ImportStatusReport } from './contract.ts';
import { importDetails } from './details.ts';
import { stopped } from './waiting.ts';

/** Shortest, so that a clock that differs from the database's cannot make a busy loop. */
const REST_LEAST_MS = 250;
/** A full disk is looked at again after so long, doubling. */
const FULL_FIRST_MS = 15_000;
const FULL_LONGEST_MS = 15 * 60_000;

const { importFiles } = proxyActivities<ImportActivities>({
  // Longer than the longest file may take.
  startToCloseTimeout: '50 hours',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 5 },
});

const SyncStatus = defineSearchAttributeKey('SyncStatus', 'KEYWORD');

/** The files of one connector for as long as it exists: brings in what the ledger says is due. All it remembers is numbers. */
export async function imports(input: ImportInput): Promise<void> {
  const { connectorId } = input;
  let counts = input.carried?.counts ?? NO_IMPORTS;
  let wait = input.carried?.wait;
  let isPaused = input.paused;
  let isRetired = false;
  // Whatever was told before this run began is in the ledger.
  let nudged = true;
  let dueAt: number | undefined;
  let working = false;
  let toldState = '';

  const handover = (): boolean =>
    input.eventsMax === undefined
      ? workflowInfo().continueAsNewSuggested
      : workflowInfo().historyLength >= input.eventsMax;
  const report = (): ImportStatusReport => ({
    state: isPaused ? 'paused' : wait !== undefined ? 'waiting' : working ? 'working' : 'idle',
    counts,
    ...(wait === undefined ? {} : { wait }),
  });
  /** An event only when an operator would look differently at it: working is a kind of idle. */
  function tell(): void {
    setCurrentDetails(importDetails(connectorId, report()));
    const state = report().state === 'working' ? 'idle' : report().state;
    if (state !== toldState) upsertSearchAttributes([{ key: SyncStatus, value: state }]);
    toldState = state;
  }
  function settle(done: ImportReport): void {
    counts = addImports(counts, done.counts);
    wait = done.fault === undefined ? undefined : stopped(wait, done.fault, new Date().toISOString());
    const patience =
      wait === undefined ? 0 : Math.min(FULL_FIRST_MS * 2 ** Math.min(wait.times - 1, 10), FULL_LONGEST_MS);
    dueAt = done.dueInMs === undefined ? undefined : Date.now() + Math.max(done.dueInMs, patience);
    if (wait === undefined && done.dueInMs === 0) nudged = true;
  }

  setHandler(contract.importStatus, report, { description: 'State, counts, and why it waits' });
  // While there is no room, another file that is due changes nothing.
  setHandler(contract.filesDue, () => void (nudged ||= wait === undefined), { description: 'Files are due' });
  const wake = (): void => void (nudged = true);
  setHandler(contract.settingsChanged, wake, { description: 'Settings or a secret changed: try again now' });
  setHandler(contract.retryAsked, wake, { description: 'Try again what failed' });
  setHandler(contract.paused, () => void (isPaused = true), { description: 'Stop; files wait' });
  setHandler(
    contract.resumed,
    () => {
      isPaused = false;
      wake();
    },
    { description: 'Go on after a pause' },
  );
  setHandler(
    contract.retired,
    () => {
      isRetired = true;
      wake();
    },
    { description: 'The connector is out of use: end' },
  );

  tell();
  // Signals change what the loop looks at while it waits.
  // oxlint-disable-next-line no-unmodified-loop-condition
  while (!isRetired && !handover()) {
    if (nudged && !isPaused) {
      nudged = false;
      working = true;
      const summary = `files of ${connectorId}`;
      settle(await importFiles.executeWithOptions({ summary }, [{ connectorId }]));
      working = false;
      tell();
      continue;
    }
    const woken = (): boolean => isRetired || handover() || (nudged && !isPaused);
    if (dueAt === undefined || isPaused) {
      await condition(woken);
      continue;
    }
    const summary = `${connectorId}: next try of a file`;
    const happened = await condition(woken, Math.max(dueAt - Date.now(), REST_LEAST_MS), { summary });
    if (happened) continue;
    dueAt = undefined;
    nudged = true;
  }
  if (isRetired) return;
  await continueAsNew<typeof imports>({
    ...input,
    paused: isPaused,
    carried: { counts, ...(wait === undefined ? {} : { wait }) },
  });
}
