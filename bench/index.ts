import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bareHarvest } from './bare/harvest.ts';
import { barePush } from './bare/push.ts';
import { readDocument } from './bare/read.ts';
import { besideHarvest } from './beside-harvest.ts';
import { data } from './data.ts';
import { dataFair } from './data-fair.ts';
import { formats } from './formats.ts';
import { harvest } from './harvest.ts';
import { serve } from './helper.ts';
import { installation, type Installation } from './installation.ts';
import { large } from './large.ts';
import { latency } from './latency.ts';
import { long } from './long.ts';
import { portals } from './portals.ts';
import { preview } from './preview.ts';
import { push } from './push.ts';
import { versus } from './versus.ts';

const USAGE = `npm run bench -- <what> [options]

  harvest     first harvest of a CKAN        --records 10000 --page-size 200 --pairs 3
  unchanged   its second harvest             --records 10000 --page-size 200 --pairs 3 --changed-every 0
  large       very many records, in tenths   --records 1000000 --page-size 200 --changed-every 100
  formats     large documents, read and mapped  --records 20000
  preview     settings that are not saved    --records 10000 --page-size 200 --pairs 3
  push        a burst of changes to udata    --changes 1000 --connectors 1 --concurrency 16 --pairs 3
  many        the same to many portals       --changes 100 --connectors 20 --concurrency 16 --pairs 3
  latency     single changes to udata        --changes 200 --per-second 20
  long        very many changes, histories   --changes 50000
  data-fair   hook of Data Fair to udata     --changes 100 --per-second 5 --records 50000
  beside-harvest  the same during a harvest  --changes 100 --per-second 20 --records 100000 --page-size 200
  versus      a real CKAN by us and others   --records 500; see test/peers/run.sh

  --temporal dev      its development server, or postgres (test/peers/temporal-postgres.sh), or an address
  data        files that are cut, stall, lie    --files 50 --mb 2000 --concurrency 4

  --latency-ms 20     what each answer of a portal takes at least
  --profile <folder>  gets a processor profile of the worker

One line of JSON on standard output, progress on standard error.`;

const Whole = z.coerce.number().int().positive();

const Options = z.object({
  records: Whole.optional(),
  'page-size': Whole.default(200),
  'changed-every': z.coerce.number().int().nonnegative().default(0),
  pairs: Whole.default(3),
  changes: Whole.optional(),
  connectors: Whole.optional(),
  concurrency: Whole.default(16),
  'per-second': Whole.default(20),
  files: Whole.default(50),
  mb: Whole.default(2_000),
  'latency-ms': z.coerce.number().int().nonnegative().default(20),
  temporal: z.string().default('dev'),
  profile: z.string().optional(),
});
type Options = z.infer<typeof Options>;

/** A benchmark that takes longer hangs. */
const LONGEST_MS = 90 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string' },
    help: { type: 'boolean' },
    records: { type: 'string' },
    'page-size': { type: 'string' },
    'changed-every': { type: 'string' },
    pairs: { type: 'string' },
    changes: { type: 'string' },
    connectors: { type: 'string' },
    concurrency: { type: 'string' },
    'per-second': { type: 'string' },
    'latency-ms': { type: 'string' },
    temporal: { type: 'string' },
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
    if (order.do === 'read') return readDocument(order);
    throw new RangeError(`a bare script does not ${order.do}`);
  });
} else {
  const [what = ''] = positionals;
  const options = Options.parse(values);
  const bench = values.help === true ? undefined : benchmark(what, options);
  if (what === 'formats' && values.help !== true)
    process.stdout.write(`${JSON.stringify(await formats({ records: options.records ?? 20_000 }, say))}\n`);
  else if (bench === undefined) {
    say(USAGE);
    process.exitCode = values.help === true ? 0 : 2;
  } else await run(bench, options, what === 'data-fair' ? 'data-fair' : undefined);
}

type Benchmark = (navette: Installation) => Promise<object>;

function benchmark(what: string, options: Options): Benchmark | undefined {
  const { pairs, concurrency } = options;
  const latencyMs = options['latency-ms'];
  const pageSize = options['page-size'];
  const perSecond = options['per-second'];
  const changedEvery = options['changed-every'];
  const burst = (bench: 'push' | 'many', changes: number, connectors: number): Benchmark => {
    const wanted = { changes: options.changes ?? changes, connectors: options.connectors ?? connectors };
    return (navette) => push(navette, { bench, ...wanted, concurrency, pairs, latencyMs }, say);
  };
  switch (what) {
    case 'harvest':
    case 'unchanged': {
      const { records = 10_000 } = options;
      const again = what === 'unchanged';
      return (navette) => harvest(navette, { records, pairs, latencyMs, pageSize, again, changedEvery }, say);
    }
    case 'large': {
      const { records = 1_000_000 } = options;
      return (navette) =>
        large(navette, { records, pageSize, latencyMs, changedEvery: changedEvery || 100 }, say);
    }
    case 'preview': {
      const { records = 10_000 } = options;
      return (navette) => preview(navette, { records, passes: pairs, latencyMs, pageSize }, say);
    }
    case 'push':
      return burst('push', 1_000, 1);
    case 'many':
      return burst('many', 100, 20);
    case 'latency': {
      const { changes = 200 } = options;
      return (navette) => latency(navette, { changes, perSecond, latencyMs }, say);
    }
    case 'data-fair': {
      const { changes = 100, records: datasets = 50_000 } = options;
      const rate = values['per-second'] === undefined ? 5 : perSecond;
      return (navette) => dataFair(navette, { changes, perSecond: rate, latencyMs, datasets }, say);
    }
    case 'beside-harvest': {
      const { records = 100_000, changes = 100 } = options;
      return (navette) => besideHarvest(navette, { records, pageSize, changes, perSecond, latencyMs }, say);
    }
    case 'long':
      return (navette) => long(navette, { changes: options.changes ?? 50_000, latencyMs }, say);
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
    case 'versus':
      return (navette) => versus(navette, options.records ?? 500, say);
    default:
      return undefined;
  }
}

/** Whatever happens, everything that was started ends before we do. */
async function run(
  bench: Benchmark,
  { temporal, profile }: Options,
  platform: 'data-fair' | undefined,
): Promise<void> {
  const navette = await installation({ say, temporal, profile, platform });
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
