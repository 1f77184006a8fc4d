import { DEFAULT_LIMITS } from '../../src/http/client.ts';

/** Nobody waits half a minute for a remote that hangs in a test: the true worker, with less patience. */
Object.assign(DEFAULT_LIMITS, { connectMs: 3_000, headersMs: 5_000, stallMs: 2_000, totalMs: 7_000 });

await import('../../src/main/worker.ts');
