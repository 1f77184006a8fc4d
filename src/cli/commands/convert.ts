import { isUtf8 } from 'node:buffer';
import type { Adapter, ListedRecord, Projection, ReadResult } from '../../adapters/adapter.ts';
import { suggestion } from '../../config/suggest.ts';
import { RemoteFault } from '../../faults.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { readInput } from '../input.ts';
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
    .requiredOption('--from <kind>', 'the adapter that reads it')
    .option('--to <kind>', 'print what would be sent to such a remote instead')
    .argument('[file]', 'a file, or - for stdin', '-')
    .action(async (file: string, { from, to }: { from: string; to?: string }) => {
      done(await convert(session, file, from, to));
    });
};

async function convert(
  { io, out }: Session,
  file: string,
  from: string,
  to: string | undefined,
): Promise<ExitCode> {
  const reader = adapterThat(io.adapters, from, 'read');
  const writer = to === undefined ? undefined : adapterThat(io.adapters, to, 'project');
  const { records, setAside } = read(reader, await textOf(out, await readInput(file, io.stdin)), file);
  for (const aside of setAside) await out.note(note(aside.stage, aside.remoteId, aside));
  let failed = 0;
  for (const record of records) {
    for (const warning of record.dataset.warning ?? [])
      await out.note(note('warning', record.remoteId, warning));
    if (writer === undefined) await out.line(jsonText(record.dataset));
    else if (!(await project(out, writer, record))) failed += 1;
  }
  if (records.length === 0) await out.note(note('read', undefined, { reason: 'no record could be read' }));
  return records.length > 0 && failed === 0 ? EXIT.done : EXIT.trouble;
}

/** False when this one could not be turned into the other remote's shape: it does not cost the others. */
async function project(out: Output, writer: Adapter, { remoteId, dataset }: ListedRecord): Promise<boolean> {
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

function read(reader: Adapter, text: string, file: string): ReadResult {
  try {
    return reader.read?.(text) ?? { records: [], setAside: [] };
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    throw new CliFailure(
      EXIT.usage,
      `${file === '-' ? 'stdin' : file}: is not what ${reader.title} answers: ${error.message}`,
    );
  }
}

function adapterThat(adapters: Adapters, kind: string, operation: 'read' | 'project'): Adapter {
  const able = adapters.adapterKinds().filter((name) => adapters.adapterOf(name)?.[operation] !== undefined);
  const adapter = able.includes(kind) ? adapters.adapterOf(kind) : undefined;
  if (adapter !== undefined) return adapter;
  throw new CliFailure(
    EXIT.usage,
    `"${kind}" is no adapter that can be converted ${operation === 'read' ? 'from' : 'to'}; ${suggestion(kind, able)}`,
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
