import { RemoteFault } from '../../faults.ts';
import { readDataset } from '../data-json/dataset.ts';
import type { Format, Read, ReadOptions } from '../format.ts';
import { JsonSplitter } from '../json/splitter.ts';
import { decode } from '../text/decode.ts';
import { Duplicates } from '../values/duplicates.ts';
import { isJson } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';
import { asideOf } from '../values/record.ts';
import { readPackage } from './package.ts';
import { resolved } from './references.ts';

export const dkan: Format = {
  kind: 'dkan',
  title: 'DKAN',
  read: readAnswers,
};

/** Answers of DKAN 1 (which speaks as CKAN once did) and of DKAN 2's metastore, search and data.json. */
async function* readAnswers(input: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<Read> {
  const { head, pieces, note } = await decode(input);
  if (!/^[\s\ufeff]*[{[]/.test(head))
    throw new RemoteFault('malformed', 'not JSON: an answer of DKAN begins with a brace or a bracket');
  if (note !== undefined) yield { aside: asideOf('parse', note) };
  const splitter = new JsonSplitter((key) => key === 'dataset' || key === 'result' || key === 'results');
  const duplicates = new Duplicates();
  let whole: Json = {};
  let parts = 0;
  for await (const piece of pieces) {
    for (const part of splitter.take(piece)) {
      parts += 1;
      if (part.kind === 'broken') yield { aside: asideOf('parse', part.reason, { raw: part.text }) };
      else if (part.kind === 'member') whole[part.key] = part.value;
      else if (part.kind === 'entry') yield* readAll(part.value, options, duplicates);
      else {
        if (part.root === '{') yield* readAll(recordsIn(whole), options, duplicates);
        whole = {};
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

/** The records of an answer that is no list: a package, a search's results by key, an item of the metastore. */
function recordsIn(whole: Json): unknown {
  const { result, results, data } = whole;
  if (isJson(result))
    return isJson(result['results']) || Array.isArray(result['results'])
      ? Object.values(result['results'])
      : result;
  if (isJson(results)) return Object.values(results);
  if (isJson(data) && !('title' in whole)) return whole;
  return isRecord(whole) ? whole : [];
}

/** `current_package_list_with_resources` wraps its list in a list. */
function* readAll(value: unknown, options: ReadOptions, duplicates: Duplicates): Generator<Read> {
  if (Array.isArray(value)) {
    for (const member of value) yield* readAll(member, options, duplicates);
    return;
  }
  const read = isJson(value)
    ? attempt(value, options)
    : { aside: asideOf('parse', 'not an object: no dataset', { raw: value }) };
  const kept = duplicates.check(read);
  if (kept !== undefined) yield kept;
}

function attempt(value: Json, options: ReadOptions): Read {
  const plain = resolved(value);
  try {
    return isPackage(plain) ? readPackage(plain, options) : readDataset(plain, {}, options);
  } catch (error) {
    return {
      aside: asideOf('map', `the mapping failed: ${error instanceof Error ? error.message : String(error)}`, {
        raw: value,
      }),
    };
  }
}

function isPackage(json: Json): boolean {
  return ['resources', 'metadata_created', 'metadata_modified', 'notes'].some((key) => key in json);
}

function isRecord(json: Json): boolean {
  return isPackage(json) || ('title' in json && ('identifier' in json || 'distribution' in json));
}
