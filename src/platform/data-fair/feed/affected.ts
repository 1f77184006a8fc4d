import type { DataFairClient } from '../client.ts';
import { digestOf } from '../mark.ts';
import { WireDataset } from '../../../formats/data-fair/wire.ts';
import type { Cursor } from './cursor.ts';
import { changedNames } from './settings.ts';
import { sweep } from './sweep.ts';

type Settings = NonNullable<Cursor['settings']>;

const Labelled = WireDataset.pick({ id: true, license: true });

/** Data Fair's ids of datasets that look otherwise because the account's settings changed: nothing in them tells so. */
export async function affected(client: DataFairClient, before: Settings, now: Settings): Promise<string[]> {
  if (digestOf(before) === digestOf(now)) return [];
  const ids = new Set<string>();
  const add = async (filter: Record<string, string>): Promise<void> => {
    const { found } = await sweep(client, Labelled, { select: 'id' }, filter);
    for (const { id } of found) ids.add(id);
  };
  for (const site of changedNames(before.site, now.site))
    await add(site === '' ? {} : { publicationSites: site });
  const topics = changedNames(before.topics, now.topics);
  if (topics.length > 0) await add({ topics: topics.join(',') });
  const licenses = new Set(changedNames(before.licenses, now.licenses));
  if (licenses.size > 0) {
    const { found } = await sweep(client, Labelled, { select: 'id,license' });
    for (const { id, license } of found)
      if (license?.href !== undefined && licenses.has(license.href)) ids.add(id);
  }
  return [...ids];
}
