import type { Adapter, Projection } from '../../adapters/adapter.ts';
import { suggestion } from '../../config/suggest.ts';
import type { ReadRecord, Writer } from '../../formats/format.ts';
import type { Dataset } from '../../model/dataset.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { type Output, jsonText } from '../output.ts';
import type { Session } from '../session.ts';

/** Where the records of a conversion go. */
export interface Target {
  /** False when this one could not be turned into the target's shape: it does not cost the others. */
  record(record: ReadRecord): Promise<boolean>;
  end(): Promise<void>;
}

/** A document in a format that writes, what an adapter would send, or canonical NDJSON. */
export function targetOf(session: Session, kind: string | undefined): Target {
  const { io, out } = session;
  if (kind === undefined || kind === 'canonical')
    return { record: (record) => asLine(out, record), end: nothing };
  const writer = io.formats.writerOf(kind);
  if (writer !== undefined) return documentOn(out, writer);
  const adapter = adapterThat(session, kind, 'project');
  return { record: (record) => project(out, adapter, record), end: nothing };
}

/**
 * Nothing is printed when there is no record: half a document would be none. The first record waits for the second, since
 * one by itself may be written otherwise.
 */
function documentOn(out: Output, writer: Writer): Target {
  const document = writer.open();
  let first: Dataset | undefined;
  let isOpen = false;
  return {
    async record({ remoteId, dataset }) {
      for (const loss of (await writer.lost?.(dataset)) ?? []) await out.note(note('loss', remoteId, loss));
      if (first === undefined) first = dataset;
      else {
        if (!isOpen) await out.text(document.head() + document.record(first));
        isOpen = true;
        await out.text(document.record(dataset));
      }
      return true;
    },
    async end() {
      if (isOpen) await out.text(document.tail());
      else if (first !== undefined)
        await out.text(document.alone?.(first) ?? document.head() + document.record(first) + document.tail());
    },
  };
}

async function asLine(out: Output, { dataset }: ReadRecord): Promise<boolean> {
  await out.line(jsonText(dataset));
  return true;
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

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

/** The adapter that reads or writes so, or a message that names what does. */
export function adapterThat({ io }: Session, kind: string, operation: 'read' | 'project'): Adapter {
  const { adapters, formats } = io;
  const able = adapters.adapterKinds().filter((name) => adapters.adapterOf(name)?.[operation] !== undefined);
  const adapter = able.includes(kind) ? adapters.adapterOf(kind) : undefined;
  if (adapter !== undefined) return adapter;
  const others = operation === 'read' ? formats.formatKinds() : formats.writerKinds();
  throw new CliFailure(
    EXIT.usage,
    `"${kind}" cannot be converted ${operation === 'read' ? 'from' : 'to'}; ${suggestion(kind, [...others, ...able].sort())}`,
  );
}

/** One line on stderr about something that did not go through whole. */
export interface Note {
  stage: string;
  record: string | null;
  field: string | null;
  value: string | null;
  reason: string;
}

export function note(
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
