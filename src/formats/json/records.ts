import { RemoteFault } from '../../faults.ts';
import type { Read } from '../format.ts';
import { decode } from '../text/decode.ts';
import { Duplicates } from '../values/duplicates.ts';
import { isJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { asideOf } from '../values/record.ts';
import { mendJson } from './mend.ts';
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
const LINE_LENGTH_MAX = 64_000_000;

/** The records in JSON, one at a time: entries of the answer's list, of a bare list, an object by itself, or one a line. */
export async function* readJsonRecords(
  input: AsyncIterable<Uint8Array>,
  kind: JsonRecords,
): AsyncGenerator<Read> {
  const text = await decode(input);
  if (!/^[\s\ufeff]*[{[]/.test(text.head))
    throw new RemoteFault('malformed', `not JSON: it begins with «${text.head.trim().slice(0, 40)}»`);
  if (text.note !== undefined) yield { aside: asideOf('parse', text.note) };
  const duplicates = new Duplicates();
  if (!isLines(text.head)) {
    yield* readWhole(text.pieces, kind, duplicates);
    return;
  }
  let found = false;
  for await (const line of linesOf(text.pieces))
    for await (const read of readWhole([line], kind, duplicates, true)) {
      found = true;
      yield read;
    }
  if (!found) throw new RemoteFault('malformed', `JSON, but no records of ${kind.title} in it`);
}

/** `lenient`: what holds no records is passed over, since other lines may. */
async function* readWhole(
  pieces: AsyncIterable<string> | Iterable<string>,
  kind: JsonRecords,
  duplicates: Duplicates,
  lenient = false,
): AsyncGenerator<Read> {
  let found = lenient;
  const splitter = new JsonSplitter((key) => {
    const isList = kind.isList(key);
    found ||= isList;
    return isList;
  });
  let whole: Json = {};
  let members = 0;
  for await (const piece of pieces)
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
        if (isRecord) yield* checked(whole, kind, duplicates, false);
        else if (!found && part.root === '{') throw new RemoteFault('malformed', refusal(whole, kind.title));
        found = true;
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

/** One object a line: the first is whole, and another follows. Then a broken line costs itself alone. */
function isLines(head: string): boolean {
  const end = head.indexOf('\n');
  if (end < 0 || !/^\s*\{/.test(head.slice(end, end + 1_000))) return false;
  return 'value' in mendJson(head.slice(0, end));
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
    if (rest.length > LINE_LENGTH_MAX)
      throw new RemoteFault('tooLarge', `a line of more than ${LINE_LENGTH_MAX} characters`);
  }
  if (rest.trim() !== '') yield rest;
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
