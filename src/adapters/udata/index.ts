import { defineAdapter } from '../adapter.ts';
import { find } from './find.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { identity } from './identity.ts';
import { list } from './list.ts';
import { marked } from './marked.ts';
import { probe } from './probe.ts';
import { project } from './project.ts';
import { put } from './put.ts';
import { read } from './read.ts';
import { remove } from './remove.ts';
import { Settings } from './settings.ts';
import { removals, withdraw } from './withdraw.ts';
import { skip } from './skip.ts';

/** The language of texts where no settings tell it. */
const LANGUAGE = 'fr';

export const udata = defineAdapter<Settings>({
  kind: 'udata',
  title: 'udata (data.gouv.fr)',
  Settings,
  uploads: true,

  address: (settings) => settings.url,
  probe,
  detect,
  identity,
  list,
  skip,
  incremental: true,
  get,
  put,
  remove,
  removals,
  withdraw,
  marked,
  find: (session, mark) => find(session, mark),
  read: (text) => read(text, LANGUAGE),
  project: (dataset) => project(dataset, { language: LANGUAGE }),
  credentials: ({ apiKey }) => (apiKey === undefined ? {} : { 'x-api-key': apiKey }),
});
