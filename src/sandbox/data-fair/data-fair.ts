import { Clock } from '../clock.ts';
import { FileStore } from '../file-store.ts';
import { Journal } from '../journal.ts';
import { objectOf } from '../json.ts';
import { marksOf } from '../marks.ts';
import { type Portal, type PortalRequest, startPortal } from '../portal.ts';
import { Channels } from './channels.ts';
import { Outbox, type Sent } from './outbox.ts';
import { HOME, type KeyName, furnish } from './people.ts';
import { RateLimits } from './rate.ts';
import { answer, namesOf } from './routes.ts';
import { indexLines, linesOf } from './rows.ts';
import { type Account, type Dataset, type Event, type Line, type State, rowIs } from './state.ts';
import { type Switches, configure, realSwitches } from './switches.ts';
import { Worker } from './worker.ts';

export interface DataFairOptions {
  /** Where to keep everything; absent: in memory only. */
  dir?: string | undefined;
  port?: number | undefined;
  latencyMs?: number | undefined;
  /** Where the API begins; `/data-fair` unless said otherwise, and may be empty. */
  basePath?: string | undefined;
  switches?: Partial<Switches> | undefined;
}

export interface DataFairSandbox extends Portal {
  /** Address of the service: what comes before `/api/v1`. */
  publicUrl: string;
  /** The same installation on the domain of the portal that belongs to `owner`. */
  portalUrl: string;
  /** A key of `owner` with the scopes for datasets and applications. */
  key: string;
  keys: Record<KeyName, string>;
  /** Session of an administrator of `owner`: what keys do not open. */
  cookie: string;
  /** Session of an administrator of the installation. */
  adminCookie: string;
  owner: Account;
  switches: Switches;
  /** Direct looks at what it holds. */
  dataset(id: string): Dataset | undefined;
  datasets(): Dataset[];
  lines(id: string): Line[];
  /** Every hook and webhook, oldest first, with what became of it. */
  hooks(): readonly Sent[];
  /** What the events service was told. */
  events(): readonly Event[];
  /** All steps of all datasets, now, whatever `stepMs` says. */
  finishProcessing(): void;
  /** Counts requests anew, as a restart would. */
  forgetRates(): void;
}

/** Lines come by the hundred thousand. */
const BODY_BYTES_MAX = 256 * 1_024 * 1_024;

/** An installation of Data Fair with two organisations, one of which has a department and a portal. */
export async function startDataFair(options: DataFairOptions = {}): Promise<DataFairSandbox> {
  const { dir, port = 0, latencyMs = 0, basePath = '/data-fair' } = options;
  const journal = new Journal(dir, 'data-fair');
  const state = stateOf(journal, dir, basePath);
  configure(state.switches, { ...options.switches });
  journal.open();
  indexLines(state);
  for (const { updatedAt } of state.datasets.values()) state.clock.notBefore(Date.parse(updatedAt) * 1_000);
  const worker = new Worker(state);
  const channels = new Channels(state);
  state.listen = (channel, data) => channels.tell(channel, data);
  const portal = await startPortal({
    imitation: {
      writes: (request) => writes(state, request),
      answer: (request) => {
        const reply = answer(state, request);
        worker.wake();
        return reply;
      },
      marked: () => marked(state),
      configure: (wanted) => configure(state.switches, wanted),
    },
    port,
    latencyMs,
    bodyBytesMax: BODY_BYTES_MAX,
    upgrade: (request, socket, head) => channels.upgrade(request, socket, head),
  });
  state.publicUrl = portal.url + basePath;
  const portalOrigin = portal.url.replace('127.0.0.1', 'localhost');
  const { keys, cookie, adminCookie } = furnish(state, portalOrigin);
  worker.wake();
  return {
    ...portal,
    publicUrl: state.publicUrl,
    portalUrl: portalOrigin + basePath,
    key: keys.all,
    keys,
    cookie,
    adminCookie,
    owner: HOME,
    switches: state.switches,
    dataset: (id) => state.datasets.get(id),
    datasets: () => [...state.datasets.values()],
    lines: (id) => [...linesOf(state, id).values()],
    hooks: () => state.outbox.sent,
    events: () => state.events,
    finishProcessing: () => worker.finish(),
    forgetRates: () => state.rate.clear(),
    close: async () => {
      worker.close();
      channels.close();
      state.outbox.close();
      await portal.close();
      journal.close();
    },
  };
}

function stateOf(journal: Journal, dir: string | undefined, basePath: string): State {
  const switches = realSwitches();
  return {
    people: journal.table('people', rowIs.person),
    settings: journal.table('settings', rowIs.settings),
    clearKeys: journal.table('clearKeys', rowIs.text),
    datasets: journal.table('datasets', rowIs.dataset),
    applications: journal.table('applications', rowIs.application),
    lines: journal.table('lines', rowIs.line),
    linesOf: new Map(),
    revisions: journal.table('revisions', rowIs.line),
    indexed: new Map(),
    journals: journal.table('journals', rowIs.events),
    limits: journal.table('limits', rowIs.limits),
    subscriptions: journal.table('subscriptions', rowIs.subscription),
    events: [],
    files: new FileStore(dir, 'data-fair'),
    clock: new Clock(),
    switches,
    rate: new RateLimits(),
    outbox: new Outbox(switches),
    basePath,
    publicUrl: '',
    listen: () => undefined,
  };
}

/** The dataset that a request would change; a creation is known by its mark or its title until it has an id. */
function writes(state: State, { method, path, body, form }: PortalRequest): string | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return undefined;
  const [head, id] = namesOf(state, path) ?? [];
  if (head !== 'datasets') return undefined;
  if (id !== undefined && id !== '') return id;
  return `create:${createKey(form?.fields['body'] ?? body.toString())}`;
}

function createKey(text: string): string {
  try {
    const { extras, title } = objectOf(JSON.parse(text));
    return marksOf(objectOf(extras))[0] ?? String(title);
  } catch {
    return 'nothing';
  }
}

/** Mark → ids of the datasets that carry it. */
function marked(state: State): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { id, extras } of state.datasets.values()) {
    for (const mark of marksOf(objectOf(extras))) (found[mark] ??= []).push(id);
  }
  return found;
}
