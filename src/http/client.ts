import { Agent, Pool } from 'undici';
import type { Resolve } from './connector.ts';
import { guardedConnector, systemResolve } from './connector.ts';
import type { EgressPolicy } from './egress.ts';
import { EgressGuard } from './egress.ts';
import type { HttpClient, HttpLimits } from './http.ts';
import { HostLimiter } from './limiter.ts';
import { HostPaces } from './pace.ts';
import { Session } from './session.ts';
import { HEADER_BYTES_MAX } from './trouble.ts';

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  stallMs: 15_000,
  totalMs: 120_000,
  wireBytesMax: 32 * MIB,
  bodyBytesMax: 64 * MIB,
  redirectsMax: 5,
  retryAfterMsMax: 3_600_000,
};

/** What most public portals bear from one caller; connectors may ask for less. */
const CONCURRENCY_PER_HOST = 8;

/**
 * An idle socket is given up before most servers do it (Node after 5 s, nginx after 75 s; gunicorn's 2 s is told by its
 * closing, which is seen in time). A write on a socket that the server is just closing fails as `unreachable` and is
 * not repeated, because nobody can tell whether it was read.
 */
const IDLE_SOCKET_MS = 4000;

/** More listeners wait for a place, and hear nothing meanwhile. */
const LISTENERS_PER_ORIGIN = 16;
/** What a WebSocket says is not kept, but it is held while it comes. */
const MESSAGE_BYTES_MAX = MIB;

/** First and second pause before a repeat: enough for a restarting worker, too short to be noticed. */
const REPEAT_PAUSES_MS = [100, 400];

export interface HttpClientOptions {
  egress: EgressPolicy;
  /** Names the installation and, best, an address to write to. */
  userAgent: string;
  limits?: Partial<HttpLimits>;
  /** Requests at once to one host at most, by all sessions together. */
  concurrencyPerHost?: number;
  /** Sockets to one origin at most; by default as many as requests. */
  connectionsPerOrigin?: number;
  /** Certificate authorities trusted beside those built into Node, in PEM. */
  ca?: readonly string[];
  resolve?: Resolve;
  /** Pause before the first (0) and second (1) repeat after a broken connection. */
  pauseMs?: (repeat: number) => number;
}

/** The process's one way out. Limits of a session or request that are longer than `connectMs` here do not lengthen it. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const concurrencyPerHost = options.concurrencyPerHost ?? CONCURRENCY_PER_HOST;
  const guard = new EgressGuard(options.egress);
  const paces = new HostPaces();
  const connecting = {
    guard,
    resolve: options.resolve ?? systemResolve,
    connectMs: limits.connectMs,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const agent = (connections: number): Agent =>
    new Agent({
      webSocket: { maxPayloadSize: MESSAGE_BYTES_MAX },
      factory: (origin) =>
        new Pool(origin, {
          connect: guardedConnector(new URL(origin), connecting),
          connections,
          keepAliveTimeout: IDLE_SOCKET_MS,
          keepAliveMaxTimeout: IDLE_SOCKET_MS,
          maxHeaderSize: HEADER_BYTES_MAX,
        }),
    });
  const dispatcher = agent(options.connectionsPerOrigin ?? concurrencyPerHost);
  const listeners = agent(LISTENERS_PER_ORIGIN);
  const shared = {
    dispatcher,
    listeners,
    guard,
    limiter: new HostLimiter((host, limit) => paces.limit(host, limit)),
    paces,
    pauseMs: options.pauseMs ?? jitteredPauseMs,
  };
  return {
    session: (session) =>
      new Session(shared, { userAgent: options.userAgent, limits, concurrencyPerHost }, session),
    close: async () => {
      await Promise.all([dispatcher.close(), listeners.destroy()]);
    },
  };
}

/** Half to one and a half times the pause, so that calls that broke together do not come back together. */
function jitteredPauseMs(repeat: number): number {
  return (REPEAT_PAUSES_MS[repeat] ?? 0) * (0.5 + Math.random());
}
