import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/** The product's worker, with a processor profile of its whole life, written into BENCH_PROFILE when it ends. */
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
process.once('exit', () => {
  session.post('Profiler.stop', (_error, { profile }) => {
    const path = join(process.env['BENCH_PROFILE'] ?? '.', `worker-${process.pid}.cpuprofile`);
    writeFileSync(path, JSON.stringify(profile));
  });
});
await import('../src/main/worker.ts');
