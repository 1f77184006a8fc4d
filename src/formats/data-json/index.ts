import { RemoteFault } from '../../faults.ts';
import { readGraphRecords } from '../dcat/index.ts';
import type { Format, Read, ReadOptions } from '../format.ts';
import { JsonSplitter } from '../json/splitter.ts';
import { readGraphText } from '../rdf/read.ts';
import { decode } from '../text/decode.ts';
import { Duplicates } from '../values/duplicates.ts';
import { isJson } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';
import { asideOf } from '../values/record.ts';
import { isDataset, readDataset } from './dataset.ts';

/** DCAT-US 3 is JSON-LD, and has services and series beside datasets. It says its name, or its types without a prefix. */
const NEXT =
  /dcat-us[/\s_-]*v?3|"@type"\s*:\s*"(?:Catalog|Dataset|DatasetSeries|DataService|CatalogRecord)"|"datasetSeries"\s*:/i;

export const dataJson: Format = {
  kind: 'data-json',
  title: 'data.json (DCAT-US)',
  read: readCatalogue,
};

async function* readCatalogue(input: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<Read> {
  const text = await decode(input);
  if (!/^[\s\ufeff]*[{[]/.test(text.head))
    throw new RemoteFault('malformed', 'not JSON: a data.json begins with a brace or a bracket');
  if (NEXT.test(text.head)) {
    yield* readGraphRecords(await readGraphText(text, options.base), options);
    return;
  }
  if (text.note !== undefined) yield { aside: asideOf('parse', text.note) };
  yield* readEntries(text.pieces, options);
}

async function* readEntries(pieces: AsyncIterable<string>, options: ReadOptions): AsyncGenerator<Read> {
  const splitter = new JsonSplitter((key) => /^(?:dcat:)?datasets?$/i.test(key));
  const duplicates = new Duplicates();
  let catalogue: Json = {};
  let parts = 0;
  for await (const piece of pieces) {
    for (const part of splitter.take(piece)) {
      parts += 1;
      if (part.kind === 'broken') yield { aside: asideOf('parse', part.reason, { raw: part.text }) };
      else if (part.kind === 'member') catalogue[part.key] = part.value;
      else if (part.kind === 'entry') {
        if (part.mended)
          yield { aside: asideOf('parse', 'mended: not strict JSON', { remoteId: nameOf(part.value) }) };
        yield* checked(part.value, catalogue, options, duplicates);
      } else {
        // A dataset by itself, in a file or on a line of its own.
        if (part.root === '{' && isDataset(catalogue)) yield* checked(catalogue, {}, options, duplicates);
        catalogue = {};
      }
    }
  }
  if (parts === 0) throw new RemoteFault('malformed', 'not JSON: nothing in it could be read');
  if (splitter.open)
    yield {
      aside: asideOf('parse', 'the text ends in the middle: what came before was read', {
        raw: splitter.rest.slice(0, 20_000),
      }),
    };
}

function* checked(
  value: unknown,
  catalogue: Json,
  options: ReadOptions,
  duplicates: Duplicates,
): Generator<Read> {
  if (!isJson(value)) {
    yield { aside: asideOf('parse', 'not an object: no dataset', { raw: value }) };
    return;
  }
  let read: Read;
  try {
    read = readDataset(value, catalogue, options);
  } catch (error) {
    const reason = `the mapping failed: ${error instanceof Error ? error.message : String(error)}`;
    read = { aside: asideOf('map', reason, { remoteId: nameOf(value), raw: value }) };
  }
  const kept = duplicates.check(read);
  if (kept !== undefined) yield kept;
}

function nameOf(value: unknown): string | undefined {
  const identifier = isJson(value) ? value['identifier'] : undefined;
  return typeof identifier === 'string' ? identifier : undefined;
}
