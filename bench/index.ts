import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bareHarvest } from './bare/harvest.ts';
import { barePush } from './bare/push.ts';
import { data } from './data.ts';
import { harvest } from './harvest.ts';
import { serve } from './helper.ts';
import { installation, type Installation } from './installation.ts';
import { latency } from './latency.ts';
import { portals } from './portals.ts';
import { push } from './push.ts';

const USAGE = `npm run bench -- <what> [options]

  harvest     first harvest of a CKAN        --records 10000 --page-size 200 --pairs 3
  unchanged   its second harvest             --records 10000 --page-size 200 --pairs 3
  push        a burst of changes to udata    --changes 1000 --connectors 1 --concurrency 16 --pairs 3
  latency     single changes to udata        --changes 200 --per-second 20

  data        files that are cut, stall, lie    --files 50 --mb 2000 --concurrency 4

  --latency-ms 20     what each answer of a portal takes at least
  --profile <folder>  gets a processor profile of the worker

One line of JSON on standard output, progress on standard error.`;

const Whole = z.coerce.number().int().positive();

const Options = z.object({
  records: Whole.default(10_000),
  'page-size': Whole.default(200),
  pairs: Whole.default(3),
  changes: Whole.optional(),
  connectors: Whole.default(1),
  concurrency: Whole.default(16),
  'per-second': Whole.default(20),
  files: Whole.default(50),
  mb: Whole.default(2_000),
  'latency-ms': z.coerce.number().int().nonnegative().default(20),
  profile: z.string().optional(),
});
type Options = z.infer<typeof Options>;

/** A benchmark that takes longer hangs. */
const LONGEST_MS = 40 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string' },
    help: { type: 'boolean' },
    records: { type: 'string' },
    'page-size': { type: 'string' },
    pairs: { type: 'string' },
    changes: { type: 'string' },
    connectors: { type: 'string' },
    concurrency: { type: 'string' },
    'per-second': { type: 'string' },
    'latency-ms': { type: 'string' },
    files: { type: 'string' },
    mb: { type: 'string' },
    profile: { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

if (values.as === 'portals') serve(portals);
else if (values.as === 'bare') {
  serve(async (order) => {
    if (order.do === 'harvest') return bareHarvest(order);
    if (order.do === 'push') return barePush(order);
    throw new RangeError(`a bare script does not ${order.do}`);
  });
} else {
  const [what = ''] = positionals;
  const bench = values.help === true ? undefined : benchmark(what, Options.parse(values));
  if (bench === undefined) {
    say(USAGE);
    process.exitCode = values.help === true ? 0 : 2;
  } else await run(bench, values.profile);
}

type Benchmark = (navette: Installation) => Promise<object>;

function benchmark(what: string, options: Options): Benchmark | undefined {
  const { records, pairs, connectors, concurrency } = options;
  const latencyMs = options['latency-ms'];
  switch (what) {
    case 'harvest':
    case 'unchanged':
      return (navette) =>
        harvest(
          navette,
          { records, pairs, latencyMs, pageSize: options['page-size'], again: what === 'unchanged' },
          say,
        );
    case 'push':
      return (navette) =>
        push(navette, { changes: options.changes ?? 1_000, connectors, concurrency, pairs, latencyMs }, say);
    case 'latency':
      return (navette) =>
        latency(
          navette,
          { changes: options.changes ?? 200, perSecond: options['per-second'], latencyMs },
          say,
        );
    case 'data':
      return (navette) =>
        data(
          navette,
          {
            files: options.files,
            bytes: options.mb * 1e6,
            concurrency: values.concurrency === undefined ? 4 : concurrency,
          },
          say,
        );
    default:
      return undefined;
  }
}

/** Whatever happens, everything that was started ends before we do. */
async function run(bench: Benchmark, profile: string | undefined): Promise<void> {
  const navette = await installation({ say, profile });
  const stop = (reason: string): void => {
    say(reason);
    void navette.close().then(() => process.exit(1));
  };
  const late = setTimeout(() => stop(`not done after ${LONGEST_MS / 60_000} minutes`), LONGEST_MS);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop(`stopped by ${signal}`));
  try {
    process.stdout.write(`${JSON.stringify(await bench(navette))}\n`);
  } finally {
    clearTimeout(late);
    await navette.close();
  }
}
