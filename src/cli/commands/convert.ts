import { isUtf8 } from 'node:buffer';
import type { Adapter, Projection } from '../../adapters/adapter.ts';
import { suggestion } from '../../config/suggest.ts';
import { RemoteFault } from '../../faults.ts';
import type { Read, ReadOptions, ReadRecord } from '../../formats/format.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { readInput, streamInput } from '../input.ts';
import { type Output, jsonText } from '../output.ts';
import type { Adapters, Session } from '../session.ts';

/** One line on stderr about something that did not go through whole. */
interface Note {
  stage: string;
  record: string | null;
  field: string | null;
  value: string | null;
  reason: string;
}

export const convertCommand: AddCommands = (program, session, done) => {
  program
    .command('convert')
    .description(
      'read what a remote answered, offline: datasets as NDJSON on stdout, what was set aside on stderr',
    )
    .requiredOption('--from <kind>', 'the format, or the adapter, that reads it')
    .option('--to <kind>', 'print what would be sent to such a remote instead')
    .option('--language <tag>', 'the language of texts that say none (BCP 47)')
    .option('--base <url>', 'where it was read: relative links start there')
    .argument('[file]', 'a file, or - for stdin', '-')
    .action(async (file: string, options: Options) => {
      done(await convert(session, file, options));
    });
};

interface Options extends ReadOptions {
  from: string;
  to?: string;
}

async function convert(session: Session, file: string, options: Options): Promise<ExitCode> {
  const { io, out } = session;
  const reader = readerOf(session, options.from);
  const writer = options.to === undefined ? undefined : adapterThat(io.adapters, options.to, 'project');
  let records = 0;
  let failed = 0;
  try {
    for await (const read of reader.read(file, options)) {
      if ('aside' in read) await out.note(note(read.aside.stage, read.aside.remoteId, read.aside));
      else {
        records += 1;
        if (!(await print(out, read.record, writer))) failed += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    // What came before the break is read all the same.
    if (records > 0) await out.note(note('read', undefined, { reason: error.message }));
    else
      throw new CliFailure(
        EXIT.usage,
        `${file === '-' ? 'stdin' : file}: is not what ${reader.title} answers: ${error.message}`,
      );
  }
  if (records === 0) await out.note(note('read', undefined, { reason: 'no record could be read' }));
  return records > 0 && failed === 0 ? EXIT.done : EXIT.trouble;
}

interface Reader {
  title: string;
  read(file: string, options: ReadOptions): AsyncIterable<Read>;
}

/** A format reads by the piece, an adapter a whole answer of its remote. */
function readerOf({ io, out }: Session, kind: string): Reader {
  const format = io.formats.formatOf(kind);
  if (format !== undefined)
    return {
      title: format.title,
      read: (file, options) => format.read(streamInput(file, io.stdin), options),
    };
  const adapter = adapterThat(io.adapters, kind, 'read', io.formats.formatKinds());
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

async function print(out: Output, record: ReadRecord, writer: Adapter | undefined): Promise<boolean> {
  for (const warning of record.dataset.warning ?? [])
    await out.note(note('warning', record.remoteId, warning));
  if (writer !== undefined) return project(out, writer, record);
  await out.line(jsonText(record.dataset));
  return true;
}

/** False when this one could not be turned into the other remote's shape: it does not cost the others. */
async function project(out: Output, writer: Adapter, { remoteId, dataset }: ReadRecord): Promise<boolean> {
  let projection: Projection | undefined;
  try {
    projection = writer.project?.(dataset);
  } catch (error) {
    await out.note(
      note('project', remoteId, { reason: error instanceof Error ? error.message : String(error) }),
    );
  }
  if (projection === undefined) return false;
  await out.line(jsonText(projection.body));
  for (const loss of projection.losses) await out.note(note('loss', remoteId, loss));
  return true;
}

function adapterThat(
  adapters: Adapters,
  kind: string,
  operation: 'read' | 'project',
  formats: readonly string[] = [],
): Adapter {
  const able = adapters.adapterKinds().filter((name) => adapters.adapterOf(name)?.[operation] !== undefined);
  const adapter = able.includes(kind) ? adapters.adapterOf(kind) : undefined;
  if (adapter !== undefined) return adapter;
  throw new CliFailure(
    EXIT.usage,
    `"${kind}" cannot be converted ${operation === 'read' ? 'from' : 'to'}; ${suggestion(kind, [...formats, ...able].sort())}`,
  );
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

function note(
  stage: string,
  record: string | undefined,
  what: { field?: string | undefined; value?: string | undefined; reason: string },
): Note {
  return {
    stage,
    record: record ?? null,
    field: what.field ?? null,
    value: what.value ?? null,
    reason: what.reason,
  };
}
