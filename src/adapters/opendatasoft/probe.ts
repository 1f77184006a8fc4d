import type { ProbeReport } from '../adapter.ts';
import { wholeNumber } from '../walk.ts';
import { ask } from './ask.ts';
import type { OpendatasoftSession } from './ask.ts';
import { partOf } from './requests.ts';
import { WireDatasets } from './wire.ts';

export async function probe(session: OpendatasoftSession): Promise<ProbeReport> {
  const records = await countOf(session);
  const { apiKey } = session.settings;
  return {
    software: 'Opendatasoft Explore 2.1',
    ...(apiKey === undefined ? {} : { identity: HOLDER }),
    rights: [apiKey === undefined ? 'may read public datasets' : 'may read the datasets that the key opens'],
    mayPush: false,
    reason: 'datasets are harvested from Opendatasoft, not pushed to it',
    ...(records === undefined ? {} : { records }),
  };
}

/** The portal does not tell who we are; a key that it does not know it refuses. */
export async function identity(session: OpendatasoftSession): Promise<string | undefined> {
  if (session.settings.apiKey === undefined) return undefined;
  await countOf(session);
  return HOLDER;
}

const HOLDER = 'the holder of the API key';

async function countOf(session: OpendatasoftSession): Promise<number | undefined> {
  const query = partOf(session.settings, { mode: 'pages' }, { offset: 0, limit: 1, select: 'dataset_id' });
  return wholeNumber((await ask(session, WireDatasets, 'datasets', query)).total_count);
}
