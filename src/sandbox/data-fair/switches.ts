import { z } from 'zod';

const Whole = z.number().int().nonnegative();

/** What may be changed while it runs; each member has the value of a real installation, or a test's patience. */
export const Switches = z.strictObject({
  /** Time that each step of the processing of a dataset takes; at 0 all is done before the next request. */
  stepMs: Whole,
  /** Files that come from now on end in `error` when they are analysed. */
  processingFails: z.boolean(),
  /** Requests per minute, per address without a key and per holder of one. */
  anonymousPerMinute: Whole,
  userPerMinute: Whole,
  /** Whoever sends it as `x-ignore-rate-limiting` is not counted. */
  ignoreRateLimiting: z.string().optional(),
  /** Where the hooks of datasets go, as the catalogs service of an installation; nowhere without. */
  catalogsUrl: z.string().optional(),
  catalogsSecret: z.string(),
  /** How often they are sent, at most. */
  catalogsEveryMs: Whole.min(1),
  /** What becomes of hooks on their way: shares from 0 to 1, drawn from `hooksSeed`. */
  hooksLost: z.number().min(0).max(1),
  hooksRepeated: z.number().min(0).max(1),
  hooksDelayMs: Whole,
  /** Each two of them arrive in the other order. */
  hooksReordered: z.boolean(),
  hooksSeed: z.number().int(),
  /** A gateway that lets no WebSocket through. */
  channelsClosed: z.boolean(),
  /** Largest metadata attachment. */
  attachmentBytesMax: Whole,
  /** What an account may hold unless it was given other limits; -1: no limit. */
  storeBytesMax: z.number().int().min(-1),
  datasetsMax: z.number().int().min(-1),
  /** Lines or bytes above which an answer does not wait for the index. */
  bulkLinesMax: Whole,
  bulkBytesMax: Whole,
});
export type Switches = z.infer<typeof Switches>;

export function realSwitches(): Switches {
  return {
    stepMs: 0,
    processingFails: false,
    anonymousPerMinute: 600,
    userPerMinute: 1_200,
    catalogsSecret: 'secret-catalogs',
    catalogsEveryMs: 3_000,
    hooksLost: 0,
    hooksRepeated: 0,
    hooksDelayMs: 0,
    hooksReordered: false,
    hooksSeed: 1,
    channelsClosed: false,
    attachmentBytesMax: 10_000_000,
    storeBytesMax: -1,
    datasetsMax: -1,
    bulkLinesMax: 2_000,
    bulkBytesMax: 200_000,
  };
}

export function configure(switches: Switches, wanted: Record<string, unknown>): void {
  const parsed = Switches.partial().safeParse(wanted);
  if (!parsed.success) {
    throw new RangeError(
      `${z.prettifyError(parsed.error)}; there are ${Object.keys(Switches.shape).join(', ')}`,
    );
  }
  Object.assign(switches, parsed.data);
}
