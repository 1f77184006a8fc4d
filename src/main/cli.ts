import { adapterKinds, adapterOf } from '../adapters/registry.ts';
import { formatKinds, formatOf, writerKinds, writerOf } from '../formats/registry.ts';
import { runCli } from '../cli/cli.ts';
import { VERSION } from './version.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  adapters: { adapterOf, adapterKinds },
  formats: { formatOf, formatKinds, writerOf, writerKinds },
  version: VERSION,
});
