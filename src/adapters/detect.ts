import { RemoteFault } from '../faults.ts';
import type { Http } from '../http/http.ts';
import type { Adapter } from './adapter.ts';
import { type Look, type Seen, type Sighting, SURENESS } from './look.ts';

/** An adapter that fits an address, and the settings to begin with. */
export interface Fit extends Sighting {
  adapter: string;
  title: string;
}

export interface Detection {
  /** As it was asked. */
  address: string;
  /** The surest first. */
  fits: Fit[];
  /** What else was seen that no adapter harvests. */
  notes: string[];
  /** How many requests it took. */
  requests: number;
}

/** All adapters together: detection is a glance, not a crawl. */
const REQUESTS_MAX = 40;
/** Of a large file its beginning tells what it is. */
const HEAD_BYTES = 512 * 1024;
const ANSWER_MS = 15_000;
const ADDRESS_LENGTH_MAX = 2_000;

/**
 * Asks every adapter whether a remote of its kind stands behind an address. Throws the fault of the address itself where nothing
 * was found because nothing could be reached.
 */
export async function detect(adapters: readonly Adapter[], http: Http, address: URL): Promise<Detection> {
  const glance = new Glance(http, address);
  const all = await Promise.all(
    adapters.map(async (adapter) => {
      const seen = (await adapter.detect?.(glance)) ?? [];
      const { kind, title } = adapter;
      return seen
        .filter(({ settings }) => adapter.Settings.safeParse(settings).success)
        .map((sighting): Fit => ({ adapter: kind, title, ...sighting }));
    }),
  );
  const fits = all.flat().sort((a, b) => SURENESS.indexOf(a.sureness) - SURENESS.indexOf(b.sureness));
  if (fits.length === 0 && glance.unreached !== undefined) throw glance.unreached;
  const notes = await notesOn(glance);
  return { address: address.href, fits, notes, requests: glance.requests };
}

/** Datasets that a page describes for search engines. */
async function notesOn(look: Look): Promise<string[]> {
  const page = await look.get(look.address.href);
  const scripts =
    page?.text.matchAll(/<script[^>]{1,200}application\/ld\+json[^>]{0,200}>([^]*?)<\/script/gi) ?? [];
  const described = [...scripts].some(([, script = '']) =>
    /"@type"\s*:\s*\[?\s*"(?:\w+:)?Dataset"/.test(script),
  );
  return described
    ? [
        'the page describes a dataset in JSON-LD: navette convert --from schema-org reads it; no connector harvests such pages',
      ]
    : [];
}

/** An address as people write it; undefined where it is none. */
export function addressIn(text: string): URL | undefined {
  const trimmed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (trimmed === '' || whole.length > ADDRESS_LENGTH_MAX || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  url.hash = '';
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : undefined;
}

class Glance implements Look {
  readonly address: URL;
  requests = 0;
  readonly #http: Http;
  readonly #asked = new Map<string, Promise<Seen | undefined>>();
  #reached = false;
  #unreached: RemoteFault | undefined;

  constructor(http: Http, address: URL) {
    this.#http = http;
    this.address = address;
  }

  /** Why nothing at all was reached. */
  get unreached(): RemoteFault | undefined {
    return this.#reached ? undefined : this.#unreached;
  }

  get(url: string, accept = 'text/html, */*;q=0.5'): Promise<Seen | undefined> {
    const key = `${accept} ${url}`;
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    if (this.requests >= REQUESTS_MAX) return Promise.resolve(undefined);
    this.requests += 1;
    const asked = this.#ask(url, accept);
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(url: string, accept: string): Promise<Seen | undefined> {
    try {
      const limits = { bytesMax: Number.MAX_SAFE_INTEGER, totalMs: ANSWER_MS };
      const download = await this.#http.download({ url, headers: { accept } }, limits);
      this.#reached = true;
      return await headOf(download);
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      if (error.scope === 'remote' && error.kind !== 'unauthorised') this.#unreached ??= error;
      else this.#reached = true;
      return undefined;
    }
  }
}

/** As much as tells what it is; the rest is not waited for. */
async function headOf(download: Awaited<ReturnType<Http['download']>>): Promise<Seen> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of download.body) {
      pieces.push(piece);
      size += piece.length;
      if (size > HEAD_BYTES) break;
    }
  } finally {
    download.close();
  }
  const type = (download.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const text = new TextDecoder().decode(Buffer.concat(pieces).subarray(0, HEAD_BYTES));
  return { url: download.url, type, text, isCut: size > HEAD_BYTES };
}
