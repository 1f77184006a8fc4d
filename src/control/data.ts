import type { Connector } from '../ledger/connectors.ts';
import { lockContent } from '../ledger/contents.ts';
import { endHold, heldImports, importEntries, retryImports } from '../ledger/import-list.ts';
import { describedFile } from '../platform/described-file.ts';
import { ControlError, type Control } from './control.ts';
import { existing as existingDataset } from './datasets.ts';
import type { Parts } from './parts.ts';

type DataControl = Pick<Control, 'imports' | 'retryImports' | 'decideImports' | 'dataFiles' | 'data'>;

/** The files behind harvested datasets: how they fare, what is held, and what is served. */
export function dataControl(parts: Parts, connector: (id: string) => Promise<Connector>): DataControl {
  const { db, platform } = parts;
  const taking = async (id: string): Promise<Connector> => {
    const found = await connector(id);
    if (found.config.harvest?.take === 'data') return found;
    throw new ControlError(
      'invalid',
      `connector ${id} takes no data: its configuration has no harvest with take: data`,
    );
  };
  return {
    imports: async (connectorId, options) =>
      importEntries(db, (await taking(connectorId)).config.id, options),
    async retryImports(connectorId, datasetIds) {
      await taking(connectorId);
      const count = await retryImports(db, connectorId, datasetIds);
      parts.importNudger.nudge(connectorId);
      return count;
    },
    async decideImports(connectorId, decision, datasetIds) {
      await taking(connectorId);
      return db.transaction().execute(async (tx) => {
        const held = await heldImports(tx, connectorId, datasetIds);
        for (const one of held) {
          const { sha256 } = one.held;
          if (decision === 'accept') {
            const { files } = parts;
            if (files === undefined) throw noFolder();
            await lockContent(tx, sha256);
            const file = describedFile(one, one.held, one.source.url);
            await platform.importData(
              { ...file, open: () => files.read(sha256) },
              `accepted/${connectorId}`,
              tx,
            );
          }
          await endHold(tx, connectorId, one, decision === 'reject' ? sha256 : undefined);
        }
        return held.map(({ datasetId, distribution, held: { reason } }) => ({
          datasetId,
          distribution,
          reason,
        }));
      });
    },
    async dataFiles(id) {
      await readable(parts, id);
      return platform.dataFiles([id]);
    },
    async data(id, distribution) {
      await readable(parts, id);
      const { files } = parts;
      const found = await platform.dataFiles([id]);
      const file = found.find((one) => one.distribution === distribution);
      if (file === undefined) {
        const known = found.map((one) => one.distribution).join(', ');
        throw new ControlError(
          'unknown',
          `dataset ${id} has no data of ${distribution}; ${known === '' ? 'none of it is kept here' : `there is ${known}`}`,
        );
      }
      if (files === undefined) throw noFolder();
      if (!(await files.has(file.sha256)))
        throw new ControlError(
          'unavailable',
          `the content of ${file.name} is not in the data folder of this server`,
        );
      return { file, content: (range) => files.read(file.sha256, range) };
    },
  };
}

/** What is deleted is gone, whoever asks. */
async function readable(parts: Parts, id: string): Promise<void> {
  const entry = await existingDataset(parts, id);
  if (entry.state === 'deleted') throw new ControlError('unknown', `dataset ${id} was deleted`);
}

function noFolder(): ControlError {
  return new ControlError(
    'unavailable',
    'data cannot be read: NAVETTE_DATA_DIR of this server is not the folder that workers write to',
  );
}
