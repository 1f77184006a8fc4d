import type { Dataset } from '../../../model/dataset.ts';
import type { Lost, Writer, WrittenDocument } from '../../format.ts';
import { lostBetween } from '../../values/lost.ts';
import { readDataset } from '../dataset.ts';
import { DATA_JSON_LIMITS } from './limits.ts';
import { entryOf, languageOf } from './entry.ts';

const SCHEMA = 'https://project-open-data.cio.gov/v1.1/schema';
const HEAD = {
  '@context': `${SCHEMA}/catalog.jsonld`,
  '@type': 'dcat:Catalog',
  conformsTo: SCHEMA,
  describedBy: `${SCHEMA}/catalog.json`,
};

/** DCAT-US 1.1, the catalogue in one file, written entry by entry. */
export const dataJsonWriter: Writer = {
  kind: 'data-json',
  title: 'data.json (DCAT-US 1.1)',
  lost,
  open: catalogue,
};

function catalogue(): WrittenDocument {
  let isFirst = true;
  return {
    head: () => `${JSON.stringify(HEAD, undefined, 2).slice(0, -2)},\n  "dataset": [\n`,
    record(dataset) {
      const text = `${isFirst ? '' : ',\n'}${JSON.stringify(entryOf(dataset), undefined, 2)}`;
      isFirst = false;
      return text;
    },
    tail: () => '\n  ]\n}\n',
  };
}

/** What the entry does not say to whoever knows its language, found by reading it again. */
function lost(dataset: Dataset): Lost[] {
  const read = readDataset(entryOf(dataset), {}, { language: languageOf(dataset) });
  return lostBetween(dataset, 'record' in read ? read.record.dataset : undefined, DATA_JSON_LIMITS);
}
