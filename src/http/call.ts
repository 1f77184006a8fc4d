import type { Dispatcher } from 'undici';
import { RemoteFault } from '../faults.ts';
import type { Reading, Step } from './answer.ts';
import { EncodingLie, clockOf, readAnswer } from './answer.ts';
import type { EgressGuard } from './egress.ts';
import { BrokenConnection, exchange } from './exchange.ts';
import type { HttpExchange } from './http.ts';
import type { Lifeline } from './lifeline.ts';
import type { HostLimiter, Leave } from './limiter.ts';
import type { Hop } from './redirect.ts';
import { nameOf } from './redirect.ts';
import type { HostPaces } from './pace.ts';
import { seconds } from './words.ts';

/** What all calls of a process share. */
export interface Shared {
  dispatcher: Dispatcher;
  /** Of connections that stay open: they take no place of one for calls. */
  listeners: Dispatcher;
  guard: EgressGuard;
  limiter: HostLimiter;
  paces: HostPaces;
  /** How long to wait before the first and the second repeat. */
  pauseMs: (repeat: number) => number;
}

/** What is particular to one call. */
export interface CallOptions<T> extends Reading<T> {
  concurrencyPerHost: number;
  requestsPerMinute: number | undefined;
  repeatable: boolean;
  observe: ((exchange: HttpExchange) => void) | undefined;
  /** Ends with the session or the deadline. */
  lifeline: Lifeline;
}

/** Twice more for a connection that broke: a restart or a stale socket shows once, what persists is an outage. */
const REPEATS_MAX = 2;
const ENCODINGS = 'gzip, deflate, br';
const UNCOMPRESSED = 'identity';

/**
 * One call: a slot at its host, then the request, repeated when the connection broke, then every redirect in the same
 * way, all within one deadline that starts with the first slot. Waiting for a slot is our choice, not the remote's fault.
 */
export async function perform<T>(shared: Shared, first: Hop, options: CallOptions<T>): Promise<T> {
  const { limits, lifeline } = options;
  let hop = first;
  shared.guard.checkUrl(hop.url);
  // Waiting for its place in a rate takes no slot and no time of the call's own.
  if (options.requestsPerMinute !== undefined)
    await shared.paces.turn(hop.url.host, options.requestsPerMinute, lifeline);
  let leave: Leave = await shared.limiter.enter(hop.url.host, options.concurrencyPerHost, lifeline);
  const deadline = setTimeout(() => {
    const message = `${hop.url.host} did not finish answering ${nameOf(hop)} within ${seconds(limits.totalMs)}`;
    lifeline.end(new RemoteFault('unreachable', message));
  }, limits.totalMs);
  try {
    for (let redirects = 0; redirects <= limits.redirectsMax; redirects += 1) {
      const step = await persistently(shared, hop, options);
      if ('value' in step) return step.value;
      shared.guard.checkUrl(step.next.url);
      if (step.next.url.host !== hop.url.host) {
        leave();
        leave = await shared.limiter.enter(step.next.url.host, options.concurrencyPerHost, lifeline);
      }
      hop = step.next;
    }
    const message = `${first.url.host} redirected ${nameOf(first)} more than ${limits.redirectsMax} times`;
    throw new RemoteFault('malformed', message);
  } finally {
    clearTimeout(deadline);
    leave();
  }
}

/** One hop, with the repeats that do no harm: nothing was sent yet, or sending it twice changes nothing. */
async function persistently<T>(shared: Shared, hop: Hop, options: CallOptions<T>): Promise<Step<T>> {
  const harmless = options.repeatable || hop.method === 'GET' || hop.method === 'HEAD';
  let encodings = ENCODINGS;
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await attempt(shared, hop, encodings, options);
    } catch (error) {
      if (error instanceof EncodingLie) {
        if (!harmless || encodings === UNCOMPRESSED) throw error.fault;
        encodings = UNCOMPRESSED;
      } else if (error instanceof BrokenConnection) {
        if (repeats >= REPEATS_MAX || (error.sent && !harmless)) throw error.fault;
        await options.lifeline.pause(shared.pauseMs(repeats));
      } else {
        throw error;
      }
    }
  }
}

/** One exchange, observed. */
async function attempt<T>(
  shared: Shared,
  hop: Hop,
  encodings: string,
  options: CallOptions<T>,
): Promise<Step<T>> {
  const started = performance.now();
  let status: number | undefined;
  let faultKind: string | undefined;
  let serverDate: Date | undefined;
  try {
    const { limits, lifeline } = options;
    const answer = await exchange(shared.dispatcher, hop, encodings, { limits, lifeline });
    status = answer.status;
    serverDate = clockOf(answer.headers);
    return await readAnswer(hop, answer, options);
  } catch (error) {
    const fault = error instanceof BrokenConnection || error instanceof EncodingLie ? error.fault : error;
    faultKind = fault instanceof RemoteFault ? fault.kind : undefined;
    throw error;
  } finally {
    const durationMs = performance.now() - started;
    if (status !== undefined) shared.paces.saw(hop.url.host, faultKind === 'throttled', durationMs);
    options.observe?.({
      method: hop.method,
      url: options.redactor.url(hop.url),
      status,
      durationMs,
      ...(faultKind === undefined ? {} : { faultKind }),
      ...(serverDate === undefined ? {} : { serverDate }),
    });
  }
}
