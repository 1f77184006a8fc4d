import { defineAdapter } from '../adapter.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { idOf, searchMark } from './lookup.ts';
import { probe } from './probe.ts';
import { project } from './project.ts';
import { put } from './put.ts';
import { read } from './read.ts';
import { remove } from './remove.ts';
import { CkanSettings } from './settings.ts';
import { tables } from './tables.ts';

/** CKAN's Action API, version 3: CKAN 2.8 to 2.12, and the imitations of other portals as far as they go. */
export const ckan = defineAdapter<CkanSettings>({
  kind: 'ckan',
  title: 'CKAN',
  Settings: CkanSettings,
  address: ({ url }) => url,
  probe,
  list,
  get,
  put,
  remove,
  async find(session, mark) {
    const [found] = await searchMark(session, mark);
    return found === undefined ? undefined : idOf(found);
  },
  read,
  project,
  tables,
  credentials: ({ apiToken }) => (apiToken === undefined ? {} : { authorization: apiToken }),
});
