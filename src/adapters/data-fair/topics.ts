import { WireLicense } from '../../formats/data-fair/wire.ts';
import type { Portal } from '../../formats/data-fair/portal.ts';
import { RemoteFault } from '../../faults.ts';
import { z } from 'zod';
import { perSession } from '../per-session.ts';
import { apiOf } from './api.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { accountText, ownerOf, type DataFairSettings } from './settings.ts';
import { WireTopics } from './wire.ts';

/** The portal as a push needs to know it: only what the dataset asks for is looked up. */
export async function portalFor(
  session: DataFairSession,
  needs: { topics: boolean; licenses: boolean },
): Promise<Portal> {
  const { settings } = session;
  return {
    base: await apiOf(session),
    ...unseenPortal(settings),
    topics: needs.topics ? await topics(session) : [],
    licenses: needs.licenses ? await licenses(session) : [],
  };
}

/** The same as far as it is known offline. */
export function unseenPortal({
  language,
  page,
  publicationSite: site,
}: Pick<DataFairSettings, 'language' | 'page' | 'publicationSite'>): Omit<Portal, 'base'> {
  return {
    language,
    topics: [],
    licenses: [],
    topicOf: {},
    ...(page === undefined ? {} : { page }),
    ...(site === undefined ? {} : { site }),
  };
}

/** Keys do not open the account's settings, where topics are kept: those that datasets have are counted. */
const topics = perSession(async (session: DataFairSession): Promise<Portal['topics']> => {
  const owner = ownerOf(session.settings);
  const query = {
    size: 0,
    facets: 'topics',
    owner: owner && accountText({ type: owner.type, id: owner.id }),
  };
  const found = await orNothing(ask(session, WireTopics, { path: ['datasets'], query }));
  return found?.facets.topics.map(({ value }) => value) ?? [];
});

const licenses = perSession(async (session: DataFairSession): Promise<Portal['licenses']> => {
  const owner = ownerOf(session.settings);
  if (owner === undefined) return [];
  const path = ['settings', owner.type, owner.id, 'licenses'];
  return (await orNothing(ask(session, z.array(WireLicense), { path }))) ?? [];
});

/** What an installation does not tell costs labels, not the push. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isHidden = error instanceof RemoteFault && ['refused', 'absent'].includes(error.kind);
    if (isHidden) return undefined;
    throw error;
  }
}
