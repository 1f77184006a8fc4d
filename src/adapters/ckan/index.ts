import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { requireIdentity } from './identity.ts';
import { list } from './list.ts';
import { idOf, searchMark } from './lookup.ts';
import { marked } from './marked.ts';
import { probe } from './probe.ts';
import { project } from './project.ts';
import { put } from './put.ts';
import { read } from './read.ts';
import { remove } from './remove.ts';
import { CkanSettings } from './settings.ts';
import { removals, withdraw } from './withdraw.ts';
import { skip } from './skip.ts';
import { tables } from './tables.ts';

/** CKAN's Action API, version 3: CKAN 2.8 to 2.12, and the imitations of other portals as far as they go. */
export const ckan = defineAdapter<CkanSettings>({
  kind: 'ckan',
  title: 'CKAN',
  Settings: CkanSettings,
  uploads: true,
  address: ({ url }) => url,
  probe,
  detect,
  identity: async (session) =>
    session.settings.apiToken === undefined ? undefined : (await requireIdentity(session)).name,
  list,
  skip,
  incremental: true,
  get,
  put,
  remove,
  removals,
  withdraw,
  marked,
  async find(session, mark) {
    const [found] = await searchMark(session, mark);
    return found === undefined ? undefined : idOf(found);
  },
  read,
  project,
  tables,
  credentials: ({ apiToken }) => (apiToken === undefined ? {} : { authorization: apiToken }),
});
