import type { Dataset } from '../model/dataset.ts';
import type { PlatformEntry, PlatformWrite, Standing, Written } from '../platform/platform.ts';
import { demandWritten } from '../platform/written.ts';
import { ControlError, type Control } from './control.ts';
import type { Parts } from './parts.ts';

/** The first are on their way to the remotes while the last are still being written. */
const WRITTEN_AT_ONCE = 100;
/** Ids that people type and that stand in URLs: a harvested one has its connector before the colon. */
const DATASET_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(:[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;

type DatasetControl = Pick<
  Control,
  'dataset' | 'datasets' | 'writeDataset' | 'writeDatasets' | 'setDatasetState' | 'datasetVersions'
>;

/**
 * Reading and writing the platform's datasets. A write announces itself in its own transaction. Many are looked at together
 * first, then written some at a time: what a failure of ours keeps from being written is written when the call comes again.
 */
export function datasetControl(parts: Parts): DatasetControl {
  const writeDatasets: Control['writeDatasets'] = async (writes, by) => {
    const ids = writes.map((write) => write.id);
    demandOnce(ids);
    const before = await (parts.platform.standings?.(ids) ?? parts.platform.entries(ids));
    const ready = writes.map((write) => writeOf(write, before.get(write.id)));
    const written: Written[] = [];
    for (let at = 0; at < ready.length; at += WRITTEN_AT_ONCE)
      written.push(...demandWritten(await parts.platform.upsert(ready.slice(at, at + WRITTEN_AT_ONCE), by)));
    return written;
  };
  return {
    dataset: (id) => existing(parts, id),
    datasets: ({ cursor, limit, filter }) => parts.platform.page(cursor, limit, filter),
    writeDatasets,
    async writeDataset(id, write, by): Promise<Written> {
      const [result] = await writeDatasets([{ id, ...write }], by);
      if (result === undefined) throw new RangeError(`no result for ${id}`);
      return result;
    },
    async setDatasetState(id, state, by) {
      await existing(parts, id);
      await parts.platform.setState([id], state, by);
    },
    async datasetVersions(id, limit) {
      const entry = await existing(parts, id);
      const older = (await parts.platform.history?.versions(id, limit)) ?? [];
      return [
        { rev: entry.rev, dataset: entry.dataset, state: entry.state, by: 'now', at: entry.updatedAt },
        ...older,
      ];
    },
  };
}

export async function existing(parts: Parts, id: string): Promise<PlatformEntry> {
  const entry = (await parts.platform.entries([id])).get(id);
  if (entry === undefined) throw new ControlError('unknown', `no dataset ${id}`);
  return entry;
}

function demandOnce(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      const message = `"${id}" stands twice: send each dataset once`;
      throw new ControlError('invalid', `id: ${message}`, [{ path: 'id', message }]);
    }
    seen.add(id);
  }
}

function writeOf(
  write: {
    id: string;
    dataset: Dataset;
    visibility?: PlatformEntry['visibility'] | undefined;
    owner?: string | undefined;
  },
  before: Standing | undefined,
): PlatformWrite {
  if (!DATASET_ID.test(write.id)) {
    throw new ControlError(
      'invalid',
      `id: "${write.id}" is not usable: letters, digits, dots, underscores and hyphens, at most 100`,
      [{ path: 'id', message: 'letters, digits, dots, underscores and hyphens, at most 100' }],
    );
  }
  const harvestedBy = before?.harvestedBy;
  const owner = write.owner ?? before?.owner;
  return {
    id: write.id,
    dataset: harvestedBy === undefined ? { ...write.dataset, id: write.id } : write.dataset,
    visibility: write.visibility ?? before?.visibility ?? 'public',
    ...(owner === undefined ? {} : { owner }),
    ...(harvestedBy === undefined ? {} : { harvestedBy }),
  };
}
