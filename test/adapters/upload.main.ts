import type { PutRequest } from '../../src/adapters/adapter.ts';
import { adapterOf } from '../../src/adapters/registry.ts';
import { createHttpClient } from '../../src/http/client.ts';
import { spool } from '../../src/http/spool.ts';

/** Carries one file from its address to a portal, as a worker does, and tells how much memory that took. Needs --expose-gc. */
const [kind = '', source = '', settings = '{}'] = process.argv.slice(2);

const client = createHttpClient({ egress: { allow: ['127.0.0.1'] }, userAgent: 'navette-tests' });
const { signal } = new AbortController();
const http = client.session({ signal, secrets: [] });
const adapter = adapterOf(kind);
if (adapter?.put === undefined) throw new TypeError(`no adapter ${kind}`);
const session = {
  settings: adapter.Settings.parse(JSON.parse(settings)),
  http,
  signal,
  installation: 'c0ffee01',
  now: () => new Date(),
};
const done = (): Promise<void> => Promise.resolve();
const request = (id: string): PutRequest => ({
  dataset: {
    kind: 'dataset',
    id,
    title: { fr: `Fichier ${id}` },
    description: { fr: 'Un grand fichier.' },
    distribution: [{ id: 'csv', title: { fr: 'CSV' }, downloadURL: ['https://data.example.org/large.csv'] }],
  },
  mark: `c0ffee01/memory/${id}`,
  distributionIds: {},
  edits: 'overwrite',
  gone: 'recreate',
  intend: done,
  created: done,
  guard: done,
});

/** What is still needed: without a collection first, what is only not collected yet counts as well. */
function held(): number {
  globalThis.gc?.();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

// Everything is loaded and warm before memory is looked at.
await adapter.put(session, request('warm'));
const before = held();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, held());
}, 50);
const download = await http.download({ url: source }, { bytesMax: 100_000_000, totalMs: 600_000 });
const file = await spool(download.body);
const files = new Map([[0, { ...file, name: 'large.csv', mediaType: 'text/csv', ready: done }]]);
const { remoteId } = await adapter.put(session, { ...request('large'), files });
clearInterval(watch);
await file.close();
await client.close();
console.log(JSON.stringify({ remoteId, grownBytes: peak - before, sha256: file.digests.sha256 }));
