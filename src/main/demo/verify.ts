import type { Dataset } from '../../model/dataset.ts';
import { pickText } from '../../model/text.ts';
import type { PortalRecord } from './portal-records.ts';

/** A record's title is cut by its portal at the earliest here. */
const TITLE_COMPARED = 80;

/** What is wrong with a portal: one sentence each, none when it shows just what the platform has. */
export function differences(
  portal: string,
  datasets: readonly Dataset[],
  records: readonly PortalRecord[],
): string[] {
  const wrong: string[] = [];
  const byDataset = new Map<string, PortalRecord[]>();
  for (const record of records) {
    const id = record.mark.split('/').at(-1) ?? '';
    byDataset.set(id, [...(byDataset.get(id) ?? []), record]);
  }
  for (const dataset of datasets) {
    const [record, ...more] = byDataset.get(dataset.id) ?? [];
    byDataset.delete(dataset.id);
    if (record === undefined) {
      wrong.push(`${portal} has no record of ${dataset.id}`);
      continue;
    }
    if (more.length > 0) wrong.push(`${portal} has ${more.length + 1} records of ${dataset.id}`);
    const title = pickText(dataset.title, ['fr']) ?? '';
    if (!sameStart(record.title, title))
      wrong.push(`${portal} calls ${dataset.id} «${record.title}» instead of «${title}»`);
    for (const url of urlsOf(dataset))
      if (!record.urls.includes(url)) wrong.push(`${portal} lacks ${url} of ${dataset.id}`);
  }
  for (const id of byDataset.keys()) wrong.push(`${portal} still has a record of ${id}`);
  return wrong;
}

function sameStart(a: string, b: string): boolean {
  const start = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, TITLE_COMPARED);
  return start(a) === start(b);
}

function urlsOf(dataset: Dataset): string[] {
  return (dataset.distribution ?? []).flatMap((distribution) =>
    (distribution.downloadURL ?? distribution.accessURL ?? []).slice(0, 1),
  );
}
