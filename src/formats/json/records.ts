import { RemoteFault } from '../../faults.ts';
import type { Read } from '../format.ts';
import { decode } from '../text/decode.ts';
import { Duplicates } from '../values/duplicates.ts';
import { isJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { asideOf } from '../values/record.ts';
import { JsonSplitter } from './splitter.ts';

/** How the records of one kind of JSON are found. */
export interface JsonRecords {
  /** What it should have been, for the message. */
  title: string;
  /** Which members of the whole hold records in a list. */
  isList(key: string): boolean;
  /** Whether an object by itself, in a file or on a line of its own, is a record. */
  isRecord(whole: Json): boolean;
  /** Undefined for an object that is none. */
  read(record: Json): Read | undefined;
}

/** More members than an answer has around its records. */
const MEMBERS_MAX = 2_000;

/** The records in JSON, one at a time: entries of the answer's list, of a bare list, an object by itself, or one a line. */
export async function* readJsonRecords(
  input: AsyncIterable<Uint8Array>,
  kind: JsonRecords,
): AsyncGenerator<Read> {
  const text = await decode(input);
  if (!/^[\s\ufeff]*[{[]/.test(text.head))
    throw new RemoteFault('malformed', `not JSON: it begins with «${text.head.trim().slice(0, 40)}»`);
  if (text.note !== undefined) yield { aside: asideOf('parse', text.note) };
  const splitter = new JsonSplitter((key) => kind.isList(key));
  const duplicates = new Duplicates();
  let whole: Json = {};
  let members = 0;
  let found = false;
  for await (const piece of text.pieces)
    for (const part of splitter.take(piece)) {
      if (part.kind === 'broken') {
        found = true;
        yield { aside: asideOf('parse', part.reason, { raw: part.text }) };
      } else if (part.kind === 'entry') {
        found = true;
        yield* checked(part.value, kind, duplicates, part.mended);
      } else if (part.kind === 'member') {
        members += 1;
        if (kind.isList(part.key)) found = true;
        if (members <= MEMBERS_MAX) whole[part.key] = part.value;
      } else {
        const isRecord = part.root === '{' && kind.isRecord(whole);
        if (isRecord || part.root === '[') found = true;
        if (isRecord) yield* checked(whole, kind, duplicates, false);
        else if (!found) throw new RemoteFault('malformed', refusal(whole, kind.title));
        whole = {};
        members = 0;
      }
    }
  if (splitter.open)
    yield {
      aside: asideOf('parse', 'the text ends in the middle: what came before was read', {
        raw: splitter.rest,
      }),
    };
  else if (!found) throw new RemoteFault('malformed', refusal(whole, kind.title));
}

function* checked(
  value: unknown,
  kind: JsonRecords,
  duplicates: Duplicates,
  mended: boolean,
): Generator<Read> {
  if (!isJson(value)) {
    yield { aside: asideOf('parse', 'not an object: no record', { raw: value }) };
    return;
  }
  let read: Read | undefined;
  try {
    read = kind.read(value) ?? { aside: asideOf('parse', `not a record of ${kind.title}`, { raw: value }) };
  } catch (error) {
    // One odd record must not cost the others.
    const reason = error instanceof Error ? error.message : String(error);
    read = { aside: asideOf('map', `the mapping failed: ${reason}`, { raw: value }) };
  }
  if (mended && 'record' in read)
    yield { aside: asideOf('parse', 'mended: not strict JSON', { remoteId: read.record.remoteId }) };
  const once = duplicates.check(read);
  if (once !== undefined) yield once;
}

/** What the other side says where its records should be. */
function refusal(whole: Json, title: string): string {
  for (const key of ['error', 'message', 'description', 'title', 'detail']) {
    const { [key]: said } = whole;
    if (typeof said === 'string') return `no records of ${title}, but «${said.slice(0, 200)}»`;
  }
  return `JSON, but no records of ${title} in it`;
}
