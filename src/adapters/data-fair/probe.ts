import { RemoteFault } from '../../faults.ts';
import type { ProbeReport } from '../adapter.ts';
import { wholeNumber } from '../walk.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { obstacleTo } from './owner.ts';
import { countRequest } from './requests.ts';
import { accountText, holderOf, ownerOf, type DataFairSettings } from './settings.ts';
import { WireInfo, WirePage } from './wire.ts';

export async function probe(session: DataFairSession): Promise<ProbeReport> {
  const { settings } = session;
  const records = await countOf(session);
  const who = whoIs(settings);
  const obstacle = obstacleTo(settings);
  return {
    software: await softwareOf(session),
    ...(who === undefined ? {} : { identity: who }),
    rights: rightsOf(settings),
    mayPush: obstacle === undefined,
    ...(obstacle === undefined ? {} : { reason: obstacle }),
    ...(records === undefined ? {} : { records }),
  };
}

/** A key that Data Fair does not know it refuses; whose a key is stands in the key. */
export async function identity(session: DataFairSession): Promise<string | undefined> {
  const who = whoIs(session.settings);
  if (who !== undefined) await countOf(session);
  return who;
}

function whoIs(settings: DataFairSettings): string | undefined {
  if (settings.apiKey === undefined) return undefined;
  const holder = holderOf(settings);
  return holder === undefined ? 'the holder of the API key' : `a key of ${accountText(holder)}`;
}

function rightsOf(settings: DataFairSettings): string[] {
  if (settings.apiKey === undefined) return ['may read what is public'];
  const owner = ownerOf(settings);
  return [
    'may read what the account sees',
    ...(owner === undefined
      ? []
      : [`may publish for ${accountText(owner)}, where the key has the scope datasets`]),
  ];
}

async function softwareOf(session: DataFairSession): Promise<string> {
  try {
    const { info } = await ask(session, WireInfo, { path: ['api-docs.json'] });
    return `Data Fair ${info.version}`;
  } catch (error) {
    const isHidden = error instanceof RemoteFault && ['refused', 'absent', 'malformed'].includes(error.kind);
    if (isHidden) return 'Data Fair (API v1)';
    throw error;
  }
}

async function countOf(session: DataFairSession): Promise<number | undefined> {
  return wholeNumber((await ask(session, WirePage, countRequest(session.settings, 'datasets'))).count);
}
