import { RemoteFault } from '../../faults.ts';
import type { SetAside } from '../format.ts';
import { JsonSplitter } from '../json/splitter.ts';
import type { Json } from '../values/json-fields.ts';
import { asideOf } from '../values/record.ts';
import { isDataset } from './dataset.ts';

/** What is found in a data.json, in its order. */
export type Found =
  | { kind: 'entry'; value: unknown; catalogue: Json; mended: boolean }
  /** A part that is no JSON, or the end of a text that ends in the middle. */
  | { kind: 'broken'; aside: SetAside; isCut: boolean };

/** The entries of the catalogue's list, of a bare list, or datasets by themselves, one at a time. */
export async function* entriesIn(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Found> {
  const splitter = new JsonSplitter((key) => /^(?:dcat:)?datasets?$/i.test(key));
  let catalogue: Json = {};
  let isList = false;
  let parts = 0;
  for await (const piece of pieces) {
    for (const part of splitter.take(piece)) {
      parts += 1;
      if (part.kind === 'broken')
        yield { kind: 'broken', aside: asideOf('parse', part.reason, { raw: part.text }), isCut: false };
      else if (part.kind === 'member') catalogue[part.key] = part.value;
      else if (part.kind === 'entry') {
        isList = true;
        yield { kind: 'entry', value: part.value, catalogue, mended: part.mended };
      } else {
        // A dataset by itself, in a file or on a line of its own. What lists datasets may have an identifier and dates too.
        if (part.root === '{' && !isList && isDataset(catalogue))
          yield { kind: 'entry', value: catalogue, catalogue: {}, mended: false };
        catalogue = {};
        isList = false;
      }
    }
  }
  if (parts === 0) throw new RemoteFault('malformed', 'not JSON: nothing in it could be read');
  if (!splitter.open) return;
  const aside = asideOf('parse', 'the text ends in the middle: what came before was read', {
    raw: splitter.rest.slice(0, 20_000),
  });
  yield { kind: 'broken', aside, isCut: true };
}
