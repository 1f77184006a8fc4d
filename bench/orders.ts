import { z } from 'zod';

/** A portal of the sandbox, as the benchmarks need it. */
export const UdataPortal = z.object({ url: z.string(), key: z.string(), organization: z.string() });
export type UdataPortal = z.infer<typeof UdataPortal>;

/** A Data Fair of the sandbox. */
export const DataFairHost = z.object({ url: z.string(), key: z.string(), account: z.string() });
export type DataFairHost = z.infer<typeof DataFairHost>;

/** Which datasets a bare script writes: those of one connector, with a title that nobody has written before. */
const Target = z.object({ connectorId: z.string(), portal: UdataPortal });
export type Target = z.infer<typeof Target>;

/** What the benchmark asks of its two helping processes, the one with the portals and the one with the bare script. */
export const Order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('udata'), count: z.number(), latencyMs: z.number() }),
  /** With so many datasets of nobody's work, all public. */
  z.object({ do: z.literal('data-fair'), datasets: z.number() }),
  z.object({ do: z.literal('ckan'), records: z.number(), latencyMs: z.number() }),
  /** Every so many records of a CKAN say something else; 0: what they said at first. */
  z.object({ do: z.literal('revise'), url: z.string(), every: z.number() }),
  z.object({
    do: z.literal('harvest'),
    databaseUrl: z.string(),
    connectorId: z.string(),
    runId: z.string(),
    settings: z.record(z.string(), z.unknown()),
    pageSize: z.number(),
  }),
  z.object({ do: z.literal('read'), format: z.string(), file: z.string() }),
  z.object({
    do: z.literal('push'),
    databaseUrl: z.string(),
    targets: z.array(Target),
    datasets: z.object({ from: z.number(), count: z.number(), version: z.number() }),
    concurrency: z.number(),
    /** Changes a second; absent: as fast as possible. */
    perSecond: z.number().optional(),
  }),
]);
export type Order = z.infer<typeof Order>;
export type OrderOf<Name extends Order['do']> = Extract<Order, { do: Name }>;

export const Message = z.object({ id: z.number(), order: Order });

export const Answer = z.union([
  z.object({ id: z.number(), result: z.unknown() }),
  z.object({ id: z.number(), trouble: z.string() }),
]);

/** How a document was read: seconds, processor seconds of the whole process, largest resident memory. */
export const ReadResult = z.object({
  records: z.number(),
  setAside: z.number(),
  s: z.number(),
  cpuS: z.number(),
  peakMiB: z.number(),
});
export type ReadResult = z.infer<typeof ReadResult>;

/** How a bare script fared. `begun`: remote record → when its read was sent, in milliseconds since 1970. */
export const BareResult = z.object({
  s: z.number(),
  count: z.number(),
  begun: z.record(z.string(), z.number()).default({}),
});
export type BareResult = z.infer<typeof BareResult>;
