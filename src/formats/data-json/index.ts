import { readGraphRecords } from '../dcat/index.ts';
import type { Format, Read, ReadOptions } from '../format.ts';
import { readGraphText } from '../rdf/read.ts';
import { decode } from '../text/decode.ts';
import { Duplicates } from '../values/duplicates.ts';
import { isJson } from '../values/json-fields.ts';
import { asideOf } from '../values/record.ts';
import { glanceAt } from './dataset.ts';
import { attempt, checkJson, isNext } from './document.ts';
import { entriesIn } from './entries.ts';

export const dataJson: Format = {
  kind: 'data-json',
  title: 'data.json (DCAT-US)',
  read: readCatalogue,
};

async function* readCatalogue(input: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<Read> {
  const text = await decode(input);
  checkJson(text.head);
  if (isNext(text.head)) {
    yield* readGraphRecords(await readGraphText(text, options.base), options);
    return;
  }
  if (text.note !== undefined) yield { aside: asideOf('parse', text.note) };
  const duplicates = new Duplicates();
  for await (const found of entriesIn(text.pieces)) {
    if (found.kind === 'broken') {
      yield { aside: found.aside };
      continue;
    }
    const { value, catalogue } = found;
    if (!isJson(value)) {
      yield { aside: asideOf('parse', 'not an object: no dataset', { raw: value }) };
      continue;
    }
    if (found.mended)
      yield { aside: asideOf('parse', 'mended: not strict JSON', { remoteId: glanceAt(value).id }) };
    const kept = duplicates.check(attempt(value, catalogue, options));
    if (kept !== undefined) yield kept;
  }
}
