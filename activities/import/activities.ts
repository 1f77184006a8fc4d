import { RemoteFault } from '../../src/faults.ts';
import { nextImportDue, takeOverImports } from '../../src/ledger/imports.ts';
import { NO_IMPORTS } from '../../src/model/counts.ts';
import type { ImportActivities, ImportReport } from '../../workflows/contract.ts';
import { currentAttempt } from '../attempt.ts';
import type { Ports } from '../ports.ts';
import { openSession } from '../session.ts';
import { ImportLane } from './lane.ts';

/** Then the workflow looks around and calls again; what is under way is finished first. */
const IMPORT_MS = 10 * 60_000;

export function importActivities(ports: Ports): ImportActivities {
  return {
    async importFiles({ connectorId }): Promise<ImportReport> {
      const attempt = currentAttempt();
      const { files } = ports;
      if (files === undefined) return stopped(NO_FOLDER);
      try {
        const opened = await openSession(ports, connectorId, attempt.signal);
        const harvest = opened?.connector.config.harvest;
        if (opened === undefined || harvest?.take !== 'data' || opened.connector.paused)
          return { counts: NO_IMPORTS };
        if (attempt.attempt > 1) await takeOverImports(ports.db, connectorId, attempt.activity);
        const lane = new ImportLane(ports, files, opened, harvest.data, attempt, { maxMs: IMPORT_MS });
        await lane.run();
        const due = await nextImportDue(ports.db, connectorId);
        return {
          counts: lane.counts,
          ...(due === undefined ? {} : { dueInMs: Math.max(0, due.getTime() - Date.now()) }),
          ...(lane.stop === undefined ? {} : { fault: lane.stop }),
        };
      } catch (error) {
        if (!(error instanceof RemoteFault)) throw error;
        // It cannot even be opened: its owner moves.
        return stopped(error);
      }
    },
  };
}

const NO_FOLDER = new RemoteFault(
  'noSpace',
  'files cannot be kept: NAVETTE_DATA_DIR is not set for this worker; set it to a folder that workers and the API share',
);

function stopped({ kind, message }: RemoteFault): ImportReport {
  return { counts: NO_IMPORTS, dueInMs: 0, fault: { kind, message } };
}
