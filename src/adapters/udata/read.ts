import { RemoteFault } from '../../faults.ts';
import { parseClean } from '../../model/clean.ts';
import type { ReadResult } from '../adapter.ts';
import { readRecord } from './record.ts';
import { WirePage } from './wire.ts';

const SERVICE_FIELDS = ['base_api_url', 'self_api_url', 'machine_documentation_url'];

/** One record, a list of them, a page of a listing, or one record a line; datasets and data services mixed. */
export function read(text: string, language: string): ReadResult {
  const result: ReadResult = { records: [], setAside: [] };
  const found = recordsIn(text);
  for (const raw of found ?? []) {
    const service = raw !== null && typeof raw === 'object' && SERVICE_FIELDS.some((field) => field in raw);
    const { record, setAside } = readRecord(raw, service ? 'service' : 'dataset', language);
    if (record !== undefined) result.records.push(record);
    if (setAside !== undefined) result.setAside.push(setAside);
  }
  if (result.records.length > 0 || found?.length === 0) return result;
  const [first] = result.setAside;
  const reason = first === undefined ? 'there is no record in it' : first.reason;
  throw new RemoteFault('malformed', `This is not what a udata site answers: ${reason}`);
}

/** Undefined for what is no JSON; a page may well be empty. */
function recordsIn(text: string): unknown[] | undefined {
  const body = text.replace(/^\uFEFF/, '').trim();
  const whole = parse(body);
  if (whole === undefined) {
    const lines = body.split('\n').filter((line) => line.trim() !== '');
    return lines.length < 2 ? undefined : lines.map((line) => parse(line) ?? line);
  }
  if (Array.isArray(whole)) return whole;
  const page = WirePage.safeParse(whole);
  return page.success ? page.data.data : [whole];
}

function parse(text: string): unknown {
  try {
    return parseClean(text);
  } catch {
    return undefined;
  }
}
