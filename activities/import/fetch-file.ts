import { setTimeout as sleep } from 'node:timers/promises';
import type { DataConfig } from '../../src/config/connector.ts';
import { sizeBytes } from '../../src/config/connector.ts';
import { RemoteFault } from '../../src/faults.ts';
import { sniff } from '../../src/files/sniff.ts';
import type { Download, Http } from '../../src/http/http.ts';
import type { Fetched } from '../../src/model/import.ts';
import { lengthIn, partOf, strongDate, strongTag, usableTag } from './answer.ts';
import type { Landing } from './landing.ts';

const HOUR_MS = 3_600_000;
/** Breaks in a row that brought nothing, after which it is left for later. */
const IDLE_BREAKS_MAX = 3;
/** Times that a file is begun anew because it cannot be gone on with. */
const RESTARTS_MAX = 4;
const BREATH_MS = 200;
const RATE_WINDOW_MS = 60_000;

export interface FileOrder {
  http: Http;
  url: string;
  secretHeaders: Record<string, string>;
  data: DataConfig;
  /** What there is already, when the remote may answer that nothing changed. */
  known?: Fetched | undefined;
  /** Short name of the format that was declared. */
  format?: string | undefined;
  signal: AbortSignal;
  /** Told how long the file is before it is read; throws when it does not fit. */
  admit(length: number | undefined): Promise<void>;
}

/** What came, or that nothing had to. */
export type FileResult =
  | { unchanged: true; etag?: string; lastModified?: string }
  | { unchanged: false; etag?: string; lastModified?: string };

/**
 * Fetches one file until it is whole. A connection that breaks, falls silent or crawls is gone on with behind the last
 * byte, as long as the remote names the version and has the same one still; otherwise the file is begun anew, never mixed.
 */
export async function fetchFile(order: FileOrder, landing: Landing): Promise<FileResult> {
  const until = performance.now() + order.data.hoursMax * HOUR_MS;
  let idle = 0;
  let restarts = 0;
  for (;;) {
    order.signal.throwIfAborted();
    const before = landing.size;
    try {
      const step = await once(order, landing, until);
      if (step !== 'restart') return step;
      restarts += 1;
      if (restarts >= RESTARTS_MAX)
        throw new RemoteFault(
          'broken',
          `${hostOf(order.url)} keeps answering with other parts of the file than it is asked for`,
        );
      await landing.restart({ url: order.url });
    } catch (error) {
      if (!isBreak(error) || order.signal.aborted) throw error;
      idle = landing.size > before ? 0 : idle + 1;
      if (!canGoOn(landing)) restarts += landing.size > 0 ? 1 : 0;
      if (idle >= IDLE_BREAKS_MAX || restarts >= RESTARTS_MAX || performance.now() > until) throw error;
      await sleep(BREATH_MS * 2 ** idle, undefined, { signal: order.signal });
    }
  }
}

/** Whether what there is can be gone on with later. */
export function canGoOn(landing: Landing): boolean {
  return (
    landing.size > 0 && (landing.identity?.etag !== undefined || landing.identity?.lastModified !== undefined)
  );
}

function isBreak(error: unknown): boolean {
  return error instanceof RemoteFault && error.kind === 'unreachable';
}

async function once(order: FileOrder, landing: Landing, until: number): Promise<FileResult | 'restart'> {
  const goesOn = canGoOn(landing);
  const answer = await ask(order, landing, goesOn, until);
  try {
    if (answer.status === 304) return goesOn ? 'restart' : unchanged(answer, order.known);
    if (answer.status === 416) {
      // Behind the end there is nothing: it was whole, whatever was announced.
      return goesOn && lengthIn(answer) === landing.size ? whole(landing, answer) : 'restart';
    }
    const part = answer.status === 206 ? partOf(answer) : undefined;
    if (answer.status === 206 && !isNext(answer, part, landing)) return 'restart';
    if (answer.status !== 206 && isSame(answer, order.known)) return unchanged(answer, order.known);
    const total = part === undefined ? answer.length : part.total;
    await order.admit(total);
    if (part === undefined) await landing.restart(identityOf(order.url, answer, total));
    else landing.identify({ ...landing.identity, url: order.url, ...(total === undefined ? {} : { total }) });
    await take(order, landing, answer);
    if (total !== undefined && landing.size < total)
      throw new RemoteFault(
        'unreachable',
        `${hostOf(order.url)} sent ${landing.size} bytes of the ${total} that it announced`,
      );
    if (total !== undefined && landing.size > total) return 'restart';
    await landing.sync();
    return whole(landing, answer);
  } finally {
    answer.close();
  }
}

function ask(order: FileOrder, landing: Landing, goesOn: boolean, until: number): Promise<Download> {
  const { data, known, secretHeaders, url } = order;
  const { etag, lastModified } = landing.identity ?? {};
  const headers: Record<string, string> = {};
  if (goesOn) {
    headers['range'] = `bytes=${landing.size}-`;
    headers['if-range'] = etag ?? lastModified ?? '';
  } else {
    if (known?.etag !== undefined) headers['if-none-match'] = known.etag;
    if (known?.lastModified !== undefined) headers['if-modified-since'] = known.lastModified;
  }
  return order.http.download(
    { url, headers, secretHeaders, accept: [304, 416] },
    {
      bytesMax: sizeBytes(data.bytesMax),
      totalMs: Math.max(1, until - performance.now()),
      stallMs: data.stallSeconds * 1_000,
    },
  );
}

/** The part that was asked for, of the version that was asked for. */
function isNext(answer: Download, part: ReturnType<typeof partOf>, landing: Landing): boolean {
  if (part === undefined || part.start !== landing.size) return false;
  const { etag } = landing.identity ?? {};
  return etag === undefined || answer.etag === undefined || answer.etag === etag;
}

/** A server that knows no conditions may still say that it is about to send what we have. */
function isSame(answer: Download, known: Fetched | undefined): boolean {
  if (known === undefined) return false;
  const tag = strongTag(answer.etag);
  if (tag !== undefined || known.etag !== undefined) return tag !== undefined && tag === known.etag;
  return (
    known.lastModified !== undefined &&
    answer.lastModified === known.lastModified &&
    answer.length === known.bytes
  );
}

function identityOf(url: string, answer: Download, total: number | undefined) {
  // A body that was packed on the way has no place in the file to go on from.
  const plain = answer.headers['content-encoding'] === undefined;
  const etag = plain ? strongTag(answer.etag) : undefined;
  const lastModified = plain && etag === undefined ? strongDate(answer) : undefined;
  return {
    url,
    ...(total === undefined ? {} : { total }),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

async function take(order: FileOrder, landing: Landing, answer: Download): Promise<void> {
  let windowAt = performance.now();
  let windowBytes = 0;
  let looked = landing.size > 0;
  for await (const chunk of answer.body) {
    if (!looked) demandData(order, chunk);
    looked = true;
    await landing.append(chunk);
    windowBytes += chunk.length;
    const elapsed = performance.now() - windowAt;
    if (elapsed < RATE_WINDOW_MS) continue;
    if ((windowBytes * 1_000) / elapsed < order.data.bytesPerSecondMin)
      throw new RemoteFault(
        'unreachable',
        `${hostOf(order.url)} sent ${windowBytes} bytes in a minute, fewer than bytesPerSecondMin asks for`,
      );
    windowAt = performance.now();
    windowBytes = 0;
  }
}

/** An error page with status 200 is no data; it is not worth reading on. */
function demandData({ url, format }: FileOrder, head: Uint8Array): void {
  if (format === 'html' || sniff(head) !== 'html') return;
  throw new RemoteFault(
    'malformed',
    `${hostOf(url)} answered GET ${new URL(url).pathname} with a web page instead of ${format ?? 'data'}`,
  );
}

function unchanged(answer: Download, known: Fetched | undefined): FileResult {
  const etag = usableTag(answer.etag) ?? known?.etag;
  const lastModified = strongDate(answer) ?? known?.lastModified;
  return { unchanged: true, ...validators(etag, lastModified) };
}

/** A weak tag is good enough to ask whether anything changed. */
function whole({ identity }: Landing, answer: Download): FileResult {
  const etag = usableTag(answer.etag) ?? identity?.etag;
  return { unchanged: false, ...validators(etag, strongDate(answer) ?? identity?.lastModified) };
}

function validators(etag: string | undefined, lastModified: string | undefined) {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

function hostOf(url: string): string {
  return new URL(url).host;
}
