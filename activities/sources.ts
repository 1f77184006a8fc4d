import { hash } from 'node:crypto';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { mappingFingerprintOf, scopeFingerprintOf } from './settings-fingerprint.ts';
import type { FoundRecord, ListedRecord } from '../src/adapters/adapter.ts';
import { keysOfKnown } from '../src/ledger/known-sources.ts';
import { recordKey } from '../src/ledger/records.ts';
import type { Run } from '../src/ledger/runs.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';
import { JsonText } from '../src/model/json-text.ts';
import { isTimeless } from '../src/rules/timeless.ts';

/** What a record is made from, and a mark of it and of all that decides what is made of it. */
export interface Source {
  json: JsonText;
  mark: string;
}

/** Of the records that a session has in hand, and what decides for all of them. */
interface Known {
  base: Buffer;
  sources: WeakMap<object, Source>;
}
const sessions = new WeakMap<Opened, Known>();
const MARK_LENGTH = 22;

/** Undefined for a record whose adapter does not keep what the remote said. */
export function sourceOf(ports: Ports, opened: Opened, raw: ListedRecord['raw']): Source | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { base, sources } = knownOf(ports, opened);
  const known = sources.get(raw);
  if (known !== undefined) return known;
  const json = raw instanceof JsonText ? raw : JsonText.of(raw);
  const mark = hash('sha256', joined(base, json.bytes), 'base64url');
  const source = { json, mark: mark.slice(0, MARK_LENGTH) };
  sources.set(raw, source);
  return source;
}

/**
 * Tells an adapter which records are stored already just as the remote shows them; undefined where each has to be looked
 * at whatever it says: because somebody asked for it, because its files have to be, or because a filter goes by the time.
 */
export function knownTo(
  ports: Ports,
  opened: Opened,
  run: Run,
): ((found: readonly FoundRecord[]) => Promise<ReadonlySet<string>>) | undefined {
  const { id: connectorId, harvest } = opened.connector.config;
  if (run.mode === 'forced' || run.mode === 'validate' || harvest?.take === 'data') return undefined;
  if (harvest === undefined || !isTimeless(harvest)) return undefined;
  return async (found) => {
    const marked = found.flatMap(({ remoteId, raw }) => {
      const mark = sourceOf(ports, opened, raw)?.mark;
      return mark === undefined ? [] : [{ remoteId, key: recordKey(remoteId), mark }];
    });
    const keys = await keysOfKnown(ports.db, connectorId, run.id, marked);
    return new Set(marked.filter(({ key }) => keys.has(key)).map(({ remoteId }) => remoteId));
  };
}

/** Larger than nearly all records. */
const scratch = Buffer.alloc(64 * 1024);

/** One after the other, in the same place each time: a copy of its own for each record would keep the garbage collector busy. */
function joined(base: Buffer, bytes: Buffer): Buffer {
  const length = base.length + bytes.length;
  if (length > scratch.length) return Buffer.concat([base, bytes]);
  base.copy(scratch);
  bytes.copy(scratch, base.length);
  return scratch.subarray(0, length);
}

function knownOf(ports: Ports, opened: Opened): Known {
  const known = sessions.get(opened);
  if (known !== undefined) return known;
  const { config } = opened.connector;
  const base = fingerprintOf([
    ports.mappingCode(),
    scopeFingerprintOf(ports, config),
    mappingFingerprintOf(config),
  ]);
  const made = { base: Buffer.from(base), sources: new WeakMap<object, Source>() };
  sessions.set(opened, made);
  return made;
}
