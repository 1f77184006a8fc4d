import { RemoteFault } from '../../faults.ts';
import { graphDocument } from '../dcat/document.ts';
import type { Read, ReadOptions, Seen, WholeDocument } from '../format.ts';
import { readGraphText } from '../rdf/read.ts';
import type { DecodedText } from '../text/decode.ts';
import { isJson, textOf } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';
import { asideOf } from '../values/record.ts';
import { glanceAt, readDataset } from './dataset.ts';
import { entriesIn } from './entries.ts';

/** DCAT-US 3 is JSON-LD, and has services and series beside datasets. It says its name, or its types without a prefix. */
const NEXT =
  /dcat-us[/\s_-]*v?3|"@type"\s*:\s*"(?:Catalog|Dataset|DatasetSeries|DataService|CatalogRecord)"|"datasetSeries"\s*:/i;

export function isNext(head: string): boolean {
  return NEXT.test(head);
}

/** What is no JSON at all is a fault. */
export function checkJson(head: string): void {
  if (!/^[\s\ufeff]*[{[]/.test(head))
    throw new RemoteFault('malformed', 'not JSON: a data.json begins with a brace or a bracket');
}

/** A data.json read whole. Its entries stay as they are until their turn comes. */
export async function dataJsonDocument(text: DecodedText, options: ReadOptions): Promise<WholeDocument> {
  checkJson(text.head);
  if (isNext(text.head)) return graphDocument(await readGraphText(text, options.base), options);
  const document: WholeDocument = { syntax: '', records: [], notes: [] };
  let about: Json = {};
  for await (const found of entriesIn(text.pieces)) {
    if (found.kind === 'broken') {
      const { aside } = found;
      document.records.push({ raw: () => ({ text: aside.raw ?? '' }), read: () => ({ aside }) });
      document.lost ??= { isCut: found.isCut, reason: found.aside.reason };
    } else {
      about = found.catalogue;
      document.records.push(seenIn(found.value, found.catalogue, options));
    }
  }
  const title = textOf(about['title']);
  const version = /\/v(\d+(?:\.\d+)?)\//.exec(textOf(about['conformsTo']) ?? '')?.[1];
  return {
    ...document,
    syntax: `data.json (DCAT-US ${version ?? '1'})`,
    ...(title === undefined ? {} : { title }),
  };
}

function seenIn(value: unknown, catalogue: Json, options: ReadOptions): Seen {
  if (!isJson(value)) {
    const aside = asideOf('parse', 'not an object: no dataset', { raw: value });
    return { raw: () => ({ value }), read: () => ({ aside }) };
  }
  return {
    kind: 'dataset',
    isWhole: true,
    ...glanceAt(value),
    raw: () => value,
    read: () => attempt(value, catalogue, options),
  };
}

/** One odd record must not cost the others. */
export function attempt(value: Json, catalogue: Json, options: ReadOptions): Read {
  try {
    return readDataset(value, catalogue, options);
  } catch (error) {
    const reason = `the mapping failed: ${error instanceof Error ? error.message : String(error)}`;
    return { aside: asideOf('map', reason, { remoteId: glanceAt(value).id, raw: value }) };
  }
}
