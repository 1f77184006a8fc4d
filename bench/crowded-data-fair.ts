import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDataFair } from '../src/sandbox/data-fair/data-fair.ts';
import type { DataFairHost } from './orders.ts';

const MANY = 1_000_000;
const FIRST_AT = 1_700_000_000_000;
const APART_MS = 1_000;

/** A sandbox Data Fair whose account has so many datasets already: kinds as on real installations, one edit a second in the past. */
export async function crowdedDataFair(count: number): Promise<DataFairHost> {
  const dir = await mkdtemp(join(tmpdir(), 'navette-bench-data-fair-'));
  const lines = Array.from({ length: count }, (_none, index) => {
    const { id, stamp } = crowd(index);
    const dataset = {
      id,
      slug: id,
      title: `Jeu ${index}`,
      owner: { type: 'organization', id: 'ville-de-test', name: 'Ville de test' },
      permissions: [{ classes: ['list', 'read'] }],
      schema: [],
      ...stamp,
      createdAt: stamp.updatedAt,
      [KINDS[index % KINDS.length] ?? 'isRest']: true,
    };
    return JSON.stringify(['datasets', id, dataset]);
  });
  await writeFile(join(dir, 'data-fair.journal.ndjson'), `${lines.join('\n')}\n`);
  const { publicUrl, key, owner } = await startDataFair({ dir, switches: { userPerMinute: MANY } });
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return { url: publicUrl, key, account: `${owner.type}:${owner.id}` };
}

const KINDS = ['isMetaOnly', 'isMetaOnly', 'isMetaOnly', 'isRest', 'isVirtual'];

/** What a look for changes reads of one of them. */
export function crowd(index: number): {
  id: string;
  stamp: { status: string; updatedAt: string; finalizedAt: string };
} {
  const at = new Date(FIRST_AT + index * APART_MS).toISOString();
  return {
    id: `jeu-${String(index).padStart(6, '0')}`,
    stamp: { status: 'finalized', updatedAt: at, finalizedAt: at },
  };
}
