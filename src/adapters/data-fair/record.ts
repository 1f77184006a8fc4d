import { isJson, type Json } from '../../formats/values/json.ts';
import { WireDataset } from '../../formats/data-fair/wire.ts';
import { RemoteFault } from '../../faults.ts';
import { ask, askFor } from './ask.ts';
import { full } from './quota.ts';
import { datasetRequest } from './requests.ts';
import type { Asked, DataFairSession } from './send-to.ts';
import { WireOne } from './wire.ts';

export async function readRecord(session: DataFairSession, id: string): Promise<WireDataset | undefined> {
  const raw = await askFor(session, WireOne, datasetRequest(id));
  return raw === undefined || raw.id !== id ? undefined : WireDataset.parse(raw);
}

/** Sends a write whose answer is the dataset; undefined when there is no such dataset any more. */
export async function writeRecord(
  session: DataFairSession,
  id: string,
  method: 'PUT' | 'PATCH',
  json: Json,
): Promise<WireDataset | undefined> {
  const asked: Asked = { method, path: ['datasets', id], json, patient: true };
  try {
    const raw = await ask(session, WireOne, asked);
    return isJson(raw) ? WireDataset.parse(raw) : undefined;
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    if (error.kind === 'absent' && method === 'PATCH') return undefined;
    throw (await full(session, error)) ?? error;
  }
}
