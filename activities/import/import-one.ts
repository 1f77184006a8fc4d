import type { DataConfig } from '../../src/config/connector.ts';
import { RemoteFault } from '../../src/faults.ts';
import { inspect, type Inspection } from '../../src/files/inspect.ts';
import type { FileStore } from '../../src/files/store.ts';
import { lockContent } from '../../src/ledger/contents.ts';
import { dropUnwanted, unwantedImports } from '../../src/ledger/import-list.ts';
import { finishImport, notePartial, type ImportClaim, type ImportEnding } from '../../src/ledger/imports.ts';
import type { Fetched, Held, Source } from '../../src/model/import.ts';
import type { DataFile, IncomingData } from '../../src/platform/data.ts';
import { describedFile } from '../../src/platform/described-file.ts';
import type { Ports } from '../ports.ts';
import type { Opened } from '../session.ts';
import type { Budget } from './budget.ts';
import { canGoOn, fetchFile, type FileResult } from './fetch-file.ts';
import { fetchTable, tableAddress } from './fetch-table.ts';
import { doubtsOf, holdReason, schemaRemark } from './judge.ts';
import { Landing, Superseded } from './landing.ts';
import { knownOf, sizeSaysUnchanged } from './known.ts';

export interface ImportWork {
  ports: Ports;
  store: FileStore;
  opened: Opened;
  data: DataConfig;
  budget: Budget;
  claim: ImportClaim & { token: string };
  /** What the platform has of it. */
  current: DataFile | undefined;
  signal: AbortSignal;
}

/** A fetch from scratch; when it is doubted a look behind its end, and one more from scratch. */
const ROUNDS = 4;

/** How it ended, once that is durable, and what it was worth. */
export interface Imported {
  outcome: 'imported' | 'unchanged' | 'held';
  bytes: number;
}

/**
 * Brings one file in: asks whether it changed, fetches it until it is whole, reads it through, and puts it in the place
 * of the one before, which is served until then. What looks wrong is fetched again, and believed when it comes the same
 * twice. Everything else is thrown: a fault, `OverBudget`, `Superseded`, or the end of the worker.
 */
export async function importOne(work: ImportWork): Promise<Imported> {
  const { source } = work.claim;
  const attempts = source.first === 'table' ? [tableOf(work)] : [fileOf(work), tableOf(work)];
  let first: unknown;
  for (const attempt of attempts) {
    if (attempt === undefined) continue;
    try {
      return await attempt();
    } catch (error) {
      // The table stands in for a file that cannot be had, not for one that cannot be had now.
      if (!(error instanceof RemoteFault) || !STANDS_IN.has(error.kind)) throw error;
      first ??= error;
    }
  }
  throw first ?? new RemoteFault('refused', 'there is no address to fetch it from');
}

const STANDS_IN: ReadonlySet<string> = new Set([
  'absent',
  'malformed',
  'refused',
  'broken',
  'unauthorised',
  'tooLarge',
]);

function fileOf(work: ImportWork): (() => Promise<Imported>) | undefined {
  const { url } = work.claim.source;
  return url === undefined ? undefined : () => importFile(work, url);
}

function tableOf(work: ImportWork): (() => Promise<Imported>) | undefined {
  const { tables } = work.opened.adapter;
  const { table } = work.claim.source;
  if (tables === undefined || table === undefined) return undefined;
  return async () => {
    const url = tableAddress(table);
    return landing(work, url, async (land) => {
      const admit = (): Promise<void> => work.budget.admit(work.claim, undefined);
      await fetchTable(work.opened, tables, table, work.claim.source, land, admit);
      const found = await inspect(land.path, { format: 'csv' }, work.signal);
      return settle(work, land, { found, url, source: { ...work.claim.source, format: 'csv' }, remarks: [] });
    });
  };
}

async function importFile(work: ImportWork, url: string): Promise<Imported> {
  const { claim, data, opened } = work;
  const known = await knownOf(work, url);
  const secretHeaders = credentialsFor(opened, url);
  if (known !== undefined && (await sizeSaysUnchanged(opened, known, url, secretHeaders)))
    return asBefore(work, known, {});
  return landing(work, url, async (land) => {
    const order = {
      http: opened.session.http,
      url,
      secretHeaders,
      data,
      format: claim.source.format,
      signal: work.signal,
      admit: (length: number | undefined): Promise<void> => admit(work, length, land.size),
    };
    let doubted: string | undefined;
    let looked = false;
    let looking = false;
    for (let round = 1; ; round += 1) {
      const result = await fetchFile({ ...order, known: round === 1 ? known : undefined }, land);
      if (result.unchanged) return asBefore(work, known, result);
      const found = await inspect(land.path, claim.source, work.signal);
      const doubts = doubtsOf(found, claim.source);
      // That nothing is behind the end proves the length, not the content.
      const same = found.sha256 === doubted && (!looking || doubts.short);
      if (doubts.reasons.length === 0 || same || round >= ROUNDS) {
        const twice = same ? '; it came the same twice' : '';
        const remarks = [...doubts.reasons.map((reason) => `${reason}${twice}`), ...doubts.remarks];
        return settle(work, land, { found, url, source: claim.source, result, remarks });
      }
      doubted = found.sha256;
      // The rest may be missing: first it is asked for what is behind the end, then for all of it again.
      looking = !looked && canGoOn(land);
      looked ||= looking;
      if (!looking) await land.restart({ url });
    }
  });
}

/** Room on the disk and in the budgets for what is still to come. */
async function admit(
  { store, budget, claim }: ImportWork,
  length: number | undefined,
  got: number,
): Promise<void> {
  const left = length === undefined ? undefined : Math.max(0, length - got);
  await store.demandSpace(left ?? 0);
  await budget.admit(claim, left);
}

/** The remote's own files may need its key; nobody else gets it. */
function credentialsFor({ adapter, session }: Opened, url: string): Record<string, string> {
  const own = new URL(adapter.address(session.settings)).origin === new URL(url).origin;
  return own ? (adapter.credentials?.(session.settings) ?? {}) : {};
}

/** Runs with a place for the file; what has come so far stays when it can be gone on with. */
async function landing(
  work: ImportWork,
  url: string,
  run: (land: Landing) => Promise<Imported>,
): Promise<Imported> {
  const { budget, claim, ports, store, opened } = work;
  const connectorId = opened.connector.config.id;
  await store.demandSpace(0);
  const land = await Landing.open(store, claim, url, async (partial, bytes) => {
    budget.came(claim, bytes);
    return notePartial(ports.db, connectorId, claim, partial, bytes);
  });
  let keep = false;
  try {
    return await run(land);
  } catch (error) {
    // A full disk needs every byte; what cannot be gone on with is worth nothing.
    const full = error instanceof RemoteFault && error.kind === 'noSpace';
    keep = !full && !(error instanceof Superseded) && canGoOn(land);
    throw error;
  } finally {
    budget.over(claim);
    await land.end(keep);
  }
}

interface Whole {
  found: Inspection;
  url: string;
  source: Source;
  result?: FileResult;
  remarks: string[];
}

/** What came is whole: it is what we have, or waits for a decision, or takes the place of what we have. */
async function settle(work: ImportWork, land: Landing, whole: Whole): Promise<Imported> {
  const { claim, current } = work;
  const { found, url, source, result } = whole;
  const remarks = [...whole.remarks, ...found.remarks];
  const fetched: Fetched = {
    url,
    sha256: found.sha256,
    bytes: found.bytes,
    ...(result?.etag === undefined ? {} : { etag: result.etag }),
    ...(result?.lastModified === undefined ? {} : { lastModified: result.lastModified }),
    ...(source.checksum === undefined ? {} : { checksum: source.checksum }),
    ...(found.rows === undefined ? {} : { rows: found.rows }),
  };
  const done = { end: 'done', fetched, whole: true } as const;
  if (found.sha256 === current?.sha256) {
    await finish(work, { ...done, remarks });
    return { outcome: 'unchanged', bytes: found.bytes };
  }
  if (found.sha256 === claim.rejected) {
    await finish(work, {
      ...done,
      remarks: [...remarks, 'the remote still has the version that was rejected'],
    });
    return { outcome: 'unchanged', bytes: found.bytes };
  }
  const reason = found.cut ?? holdReason(found, current, work.data);
  if (reason !== undefined) {
    const held = claim.held?.sha256 === found.sha256 ? claim.held : heldOf(found, reason);
    await finish(work, { ...done, remarks, held }, { land, sha256: found.sha256 });
    return { outcome: 'held', bytes: found.bytes };
  }
  const changed = schemaRemark(found, current);
  const ending = { ...done, remarks: changed === undefined ? remarks : [...remarks, changed] };
  const file = describedFile(claim, found, url);
  await finish(work, ending, { land, sha256: found.sha256, file });
  return { outcome: 'imported', bytes: found.bytes };
}

/** Nothing to do: the remote has what was had last. */
async function asBefore(
  work: ImportWork,
  known: Fetched | undefined,
  { etag, lastModified }: { etag?: string; lastModified?: string },
): Promise<Imported> {
  const { held } = work.claim;
  const fetched = known && {
    ...known,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
  await finish(work, { end: 'done', whole: false, fetched, held });
  return { outcome: held === undefined ? 'unchanged' : 'held', bytes: 0 };
}

interface Placing {
  land: Landing;
  sha256: string;
  /** To be served from now on; otherwise it waits for a decision. */
  file?: Omit<IncomingData, 'open'>;
}

/** Content, the platform's file and the ledger become durable together; an attempt that was taken over leaves nothing. */
async function finish(work: ImportWork, ending: ImportEnding, placing?: Placing): Promise<void> {
  const { ports, store, opened, claim } = work;
  const { id } = opened.connector.config;
  await ports.db.transaction().execute(async (tx) => {
    if (placing !== undefined) {
      const { land, sha256, file } = placing;
      await lockContent(tx, sha256);
      if (!(await store.has(sha256))) await store.keep(land.name, sha256);
      const open = () => store.read(sha256);
      if (file !== undefined) {
        const inPlaceOf = await unwantedImports(tx, id, claim.datasetId);
        const data = { ...file, open, ...(inPlaceOf.length === 0 ? {} : { inPlaceOf }) };
        await ports.platform.importData(data, `harvest/${id}/${claim.runId}`, tx);
      }
    }
    if (!(await finishImport(tx, id, claim, ending))) throw new Superseded();
    const unwanted = await dropUnwanted(tx, id, claim.datasetId);
    if (unwanted.length > 0) await ports.platform.dropData(claim.datasetId, unwanted, tx);
  });
}

function heldOf(found: Inspection, reason: string): Held {
  const { sha256, bytes, format, compress, rows, columns } = found;
  return {
    sha256,
    bytes,
    reason,
    at: new Date().toISOString(),
    ...(format === undefined ? {} : { format }),
    ...(compress === undefined ? {} : { compress }),
    ...(rows === undefined ? {} : { rows }),
    ...(columns === undefined ? {} : { columns }),
  };
}
