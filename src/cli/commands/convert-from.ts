import { isUtf8 } from 'node:buffer';
import type { Read, ReadOptions } from '../../formats/format.ts';
import { readInput, streamInput } from '../input.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';
import { adapterThat, note } from './convert-to.ts';

export interface Reader {
  title: string;
  read(file: string, options: ReadOptions): AsyncIterable<Read>;
}

/** A format reads by the piece, an adapter a whole answer of its remote. */
export function readerOf(session: Session, kind: string): Reader {
  const { io, out } = session;
  const format = io.formats.formatOf(kind);
  if (format !== undefined)
    return {
      title: format.title,
      read: (file, options) => format.read(streamInput(file, io.stdin), options),
    };
  const adapter = adapterThat(session, kind, 'read');
  return {
    title: adapter.title,
    async *read(file) {
      const text = await textOf(out, await readInput(file, io.stdin));
      const { records, setAside } = adapter.read?.(text) ?? { records: [], setAside: [] };
      for (const aside of setAside) yield { aside };
      for (const record of records) yield { record };
    },
  };
}

/** JSON is UTF-8, and some tools write UTF-16 with its mark; other bytes cost a warning and a mark in their place, not the file. */
async function textOf(out: Output, bytes: Buffer): Promise<string> {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(bytes);
  if (!isUtf8(bytes))
    await out.note(
      note('read', undefined, { reason: 'some bytes are not UTF-8: each was replaced by U+FFFD' }),
    );
  return new TextDecoder().decode(bytes);
}
