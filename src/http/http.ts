import type { ZodType, z } from 'zod';

/** One call. Everything here may be shown in a message except `secretHeaders`. */
export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  /** Added to the URL's own query; an array repeats the key; undefined is left out. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  headers?: Record<string, string>;
  /** Sent like `headers`, dropped on a redirect to another origin, never shown, never recorded. */
  secretHeaders?: Record<string, string>;
  /** A JSON body; sets the content type. */
  json?: unknown;
  /** A body of another kind; `headers` must name its content type. */
  body?: string | Uint8Array | OutgoingBody;
  /**
   * Whether sending it twice is harmless, so that the client may repeat it by itself when the connection broke.
   * GET and HEAD are by default; a PUT, PATCH, POST or DELETE never is unless it says so.
   */
  repeatable?: boolean;
  /**
   * Waits for the answer to begin as long as the whole call may take. For a creation: one that we give up on while the remote
   * still works on it could not be found yet, and would be made a second time.
   */
  patient?: boolean;
  /** Overrides of the session's limits for this call. */
  limits?: Partial<HttpLimits>;
  /** Statuses outside 200–299 that the caller reads itself instead of getting a fault. */
  accept?: readonly number[];
}

/** A body that is sent as it is read, with its length told beforehand: servers in front of portals refuse one of unknown length. */
export interface OutgoingBody {
  length: number;
  /** From the start, each time that it is asked for: a redirect or a repeat sends it again. */
  read(): AsyncIterable<Uint8Array>;
}

/** Durations in milliseconds, sizes in bytes. */
export interface HttpLimits {
  connectMs: number;
  /** From the request being sent to the status line. */
  headersMs: number;
  /** Longest silence within a body. */
  stallMs: number;
  /** The whole call from its first slot at the host on, redirects included: the only bound that a slow trickle respects. */
  totalMs: number;
  /** Body as sent, still compressed. */
  wireBytesMax: number;
  /** Body after decompression. */
  bodyBytesMax: number;
  redirectsMax: number;
  /** Longest wait that a remote may ask for; more is cut down to it. */
  retryAfterMsMax: number;
}

export interface HttpAnswer {
  status: number;
  /** Lower-case names; a repeated header is joined by ", ". */
  headers: Record<string, string>;
  /** Decoded by its byte order mark, the declared charset, else UTF-8, else windows-1252; the mark is removed. Read when it is first asked for. */
  readonly text: string;
  /** The same as bytes, where they came as UTF-8 without a mark. */
  utf8?: Buffer;
  /** Where the answer came from in the end, after redirects; without credentials. */
  url: string;
  /** The remote's clock when it answered, from its Date header. */
  serverDate?: Date;
}

export interface DownloadLimits {
  /** Largest body, as it is read: an announced length above it is refused unread. */
  bytesMax: number;
  /** From the call to the last byte. */
  totalMs: number;
  /** Longest silence in the middle; the session's where none is given. */
  stallMs?: number;
}

/** A file on its way. Its body can be read once; it comes no faster than it is read. */
export interface Download {
  status: number;
  /** Lower-case names; a repeated header is joined by ", ". */
  headers: Record<string, string>;
  /** Where it came from in the end, without credentials. */
  url: string;
  /** As announced. A body of another length is a fault while it is read. */
  length?: number;
  etag?: string;
  lastModified?: string;
  /** Without content encoding. Throws `RemoteFault`s: cut short, silent, late, too large. */
  body: AsyncIterable<Uint8Array>;
  /** Lets go of a body that is not read to its end. */
  close(): void;
}

/**
 * The only way out of the process: guarded (addresses), bounded (time, size, redirects, requests at once per host)
 * and translated (every failure is a `RemoteFault` whose message names host, path and status, and no secret).
 * One per session: it carries the session's abort signal, secrets to redact, and limits.
 */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * `send`, then `JSON.parse` (HTML, cut JSON, nesting beyond 64 levels: `malformed`), then the schema (mismatch:
   * `malformed`, naming the first wrong path).
   */
  json<S extends ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>>;
  /** A GET whose body is read as it comes. Statuses outside 200–299 that are not in `accept` are faults, as with `send`. */
  download(request: HttpRequest, limits: DownloadLimits): Promise<Download>;
}

/** What a session can do beside calls. */
export interface HttpSession extends Http {
  /** A WebSocket at an http(s) address; `hello` is said first, as JSON. To be closed by whoever opened it. */
  listen(url: string, hello: unknown): Bell;
}

/** Rings when the other side says something, whatever it is: what is true then has to be asked. */
export interface Bell {
  /** Whether somebody could be heard; a connection that is not there yet or any more is no fault. */
  readonly open: boolean;
  /** Waits until it rings, or rang since the last time, or the time is over; throws when the session ends. */
  rung(ms: number): Promise<void>;
  close(): void;
}

/** What a session adds to the process-wide client. */
export interface HttpSessionOptions {
  signal: AbortSignal;
  /** Values that must never appear in a message, log line or recording, wherever they come from. */
  secrets: readonly string[];
  limits?: Partial<HttpLimits>;
  /** Requests at once to one host, shared by all sessions of the process; the smallest asked for wins, and never more than the client's. */
  concurrencyPerHost?: number;
  /** Spaces requests to one host out, over all sessions that ask for it. */
  requestsPerMinute?: number;
  /** Sees every finished exchange, each hop and each repeat, redacted: for recordings, explanations and latency. */
  observe?: (exchange: HttpExchange) => void;
}

/** One finished exchange, redacted. */
export interface HttpExchange {
  method: string;
  url: string;
  status: number | undefined;
  durationMs: number;
  faultKind?: string;
  /** The remote's clock when it answered. */
  serverDate?: Date;
}

export interface HttpClient {
  session(options: HttpSessionOptions): HttpSession;
  close(): Promise<void>;
}
