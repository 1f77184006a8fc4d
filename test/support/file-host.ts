import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Content of any size, made as it is asked for. */
export interface Content {
  size: number;
  slice(start: number, end: number): Buffer;
}

/** What goes wrong with one answer that has a body. Sizes are of what is sent of it. */
export type Trouble =
  | { cutAfter: number }
  | { stallAfter: number }
  /** Announces so many more bytes, or fewer, than there are. */
  | { lieBy: number }
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The whole file although a part was asked for. */
  | { ignoresRange: true }
  /** Another part than the one that was asked for. */
  | { wrongPart: true }
  | { bytesPerSecond: number };

export interface Hosted {
  content: Content;
  /** `false`: none. */
  etag: string | false;
  lastModified: string | false;
  ranges: boolean;
  type: string;
  /** Used up one by one. */
  troubles: Trouble[];
  /** What HEAD and GET answer to conditions: false, the file. */
  conditions: boolean;
  /** Held back until somebody lets it go: told when it was asked for. */
  gate?: { after: number; asked: () => void; open: Promise<void> };
}

export interface Asked {
  method: string;
  path: string;
  range: string | undefined;
  status: number;
  sent: number;
  authorization: string | undefined;
}

const CHUNK_BYTES = 64 * 1024;

/** A server of files on 127.0.0.1 that cuts, stalls and lies as it is told, and counts what it sends. */
export class FileHost {
  readonly url: string;
  readonly asked: Asked[] = [];
  readonly #files = new Map<string, Hosted>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FileHost> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = new FileHost(server);
    server.on('request', (request, response) => {
      void host.#answer(request, response).catch(() => response.destroy());
    });
    return host;
  }

  /** Body bytes of all answers so far. */
  get sent(): number {
    return this.asked.reduce((sum, one) => sum + one.sent, 0);
  }

  forget(): void {
    this.asked.length = 0;
  }

  put(path: string, content: Content | string | Buffer, options: Partial<Hosted> = {}): string {
    const made = typeof content === 'string' || Buffer.isBuffer(content) ? bytes(content) : content;
    const version = createHash('sha256').update(made.slice(0, 1_000)).update(String(made.size)).digest('hex');
    this.#files.set(path, {
      content: made,
      etag: `"${version.slice(0, 16)}"`,
      lastModified: 'Sun, 01 Nov 2026 10:00:00 GMT',
      ranges: true,
      type: 'text/csv',
      troubles: [],
      conditions: true,
      ...options,
    });
    return `${this.url}${path}`;
  }

  file(path: string): Hosted {
    const found = this.#files.get(path);
    if (found === undefined) throw new RangeError(`no file ${path}`);
    return found;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const { authorization } = request.headers;
    const noted: Asked = {
      method: request.method ?? 'GET',
      path,
      range: request.headers.range,
      status: 0,
      sent: 0,
      authorization,
    };
    this.asked.push(noted);
    const file = this.#files.get(path);
    if (file === undefined) return end(noted, response, 404, {}, 'no such file');
    const { content, etag, lastModified } = file;
    const validators = {
      ...(etag === false ? {} : { etag }),
      ...(lastModified === false ? {} : { 'last-modified': lastModified }),
    };
    if (noted.method === 'HEAD')
      return end(noted, response, 200, { ...validators, 'content-length': String(content.size) });
    if (file.conditions && isUnchanged(request, file)) return end(noted, response, 304, validators);
    const trouble = file.troubles.shift();
    if (trouble !== undefined && 'status' in trouble)
      return end(noted, response, trouble.status, trouble.headers ?? {}, trouble.body ?? '');
    const range = rangeOf(request, file, trouble);
    if (range === 'behind') return end(noted, response, 416, { 'content-range': `bytes */${content.size}` });
    const start = range ?? 0;
    const announced =
      content.size - start + (trouble !== undefined && 'lieBy' in trouble ? trouble.lieBy : 0);
    const part =
      range === undefined ? {} : { 'content-range': `bytes ${start}-${content.size - 1}/${content.size}` };
    noted.status = range === undefined ? 200 : 206;
    response.writeHead(noted.status, {
      'content-type': file.type,
      'content-length': String(announced),
      ...(file.ranges ? { 'accept-ranges': 'bytes' } : {}),
      ...validators,
      ...part,
    });
    await send(noted, response, file, start, Math.min(content.size, start + announced), trouble);
  }
}

async function send(
  noted: Asked,
  response: ServerResponse,
  { content, gate }: Hosted,
  start: number,
  end: number,
  trouble: Trouble | undefined,
): Promise<void> {
  const stopAfter =
    trouble === undefined
      ? Infinity
      : 'cutAfter' in trouble
        ? trouble.cutAfter
        : 'stallAfter' in trouble
          ? trouble.stallAfter
          : Infinity;
  const step =
    trouble !== undefined && 'bytesPerSecond' in trouble
      ? Math.ceil(trouble.bytesPerSecond / 10)
      : CHUNK_BYTES;
  for (let at = start; at < end && !response.destroyed;) {
    const sent = at - start;
    if (sent >= stopAfter) break;
    if (gate !== undefined && sent >= gate.after) {
      gate.asked();
      await gate.open;
    }
    const upTo = Math.min(
      end,
      at + step,
      start + stopAfter,
      gate !== undefined && sent < gate.after ? start + gate.after : Infinity,
    );
    const chunk = content.slice(at, upTo);
    noted.sent += chunk.length;
    at = upTo;
    if (!response.write(chunk)) await drained(response);
    if (step !== CHUNK_BYTES) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (trouble !== undefined && 'stallAfter' in trouble) {
    await once(response, 'close');
    return;
  }
  if (trouble !== undefined && 'cutAfter' in trouble) response.destroy();
  else if (trouble !== undefined && 'lieBy' in trouble && trouble.lieBy > 0)
    setTimeout(() => response.destroy(), 50);
  else response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function end(
  noted: Asked,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body?: string,
): void {
  noted.status = status;
  noted.sent += Buffer.byteLength(body ?? '');
  response.writeHead(status, headers).end(body);
}

function isUnchanged({ headers }: IncomingMessage, { etag, lastModified }: Hosted): boolean {
  const tag = headers['if-none-match'];
  if (tag !== undefined) return etag !== false && tag === etag;
  const since = headers['if-modified-since'];
  return since !== undefined && lastModified !== false && Date.parse(lastModified) <= Date.parse(since);
}

/** Where the answer begins; undefined for the whole file. */
function rangeOf(
  { headers }: IncomingMessage,
  file: Hosted,
  trouble: Trouble | undefined,
): number | undefined | 'behind' {
  const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
  const condition = headers['if-range'];
  const same = condition === undefined || condition === file.etag || condition === file.lastModified;
  if (from === undefined || !file.ranges || !same || (trouble !== undefined && 'ignoresRange' in trouble))
    return undefined;
  if (Number(from) >= file.content.size) return 'behind';
  return trouble !== undefined && 'wrongPart' in trouble ? Math.max(0, Number(from) - 10) : Number(from);
}

function bytes(content: string | Buffer): Content {
  const all = Buffer.from(content);
  return { size: all.length, slice: (start, end) => all.subarray(start, end) };
}

/** A CSV of about so many bytes, all of it different from another seed's, with the rows that it has. */
export function csvOf(seed: number, size: number): Content & { rows: number; sha256: () => string } {
  const header = Buffer.from('id;name;value\n');
  const lines = Array.from(
    { length: 2_000 },
    (_, row) => `${seed};« row ${row} of ${seed} »;${(row * 7_919 + seed) % 100_003}\n`,
  );
  const block = Buffer.from(lines.join(''));
  const blocks = Math.max(1, Math.round((size - header.length) / block.length));
  const total = header.length + blocks * block.length;
  const slice = (start: number, end: number): Buffer => {
    const parts: Buffer[] = [];
    for (let at = start; at < end;) {
      const piece =
        at < header.length
          ? header.subarray(at, Math.min(end, header.length))
          : block.subarray(
              (at - header.length) % block.length,
              Math.min(block.length, ((at - header.length) % block.length) + end - at),
            );
      parts.push(piece);
      at += piece.length;
    }
    return Buffer.concat(parts);
  };
  return {
    size: total,
    rows: blocks * lines.length,
    slice,
    sha256() {
      const hash = createHash('sha256').update(header);
      for (let index = 0; index < blocks; index += 1) hash.update(block);
      return hash.digest('hex');
    },
  };
}
