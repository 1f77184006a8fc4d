import { createReadStream } from 'node:fs';
import { formatOf } from '../../src/formats/registry.ts';
import type { OrderOf, ReadResult } from '../orders.ts';

/** Reads and maps a document from a file, and keeps nothing of it. */
export async function readDocument({ format: kind, file }: OrderOf<'read'>): Promise<ReadResult> {
  const format = formatOf(kind);
  if (format === undefined) throw new RangeError(`there is no format ${kind}`);
  const began = performance.now();
  let records = 0;
  let setAside = 0;
  for await (const read of format.read(createReadStream(file), {})) {
    if ('record' in read) records += 1;
    else setAside += 1;
  }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    records,
    setAside,
    s: (performance.now() - began) / 1_000,
    cpuS: (userCPUTime + systemCPUTime) / 1e6,
    peakMiB: maxRSS / 1_024,
  };
}
