import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startSandbox } from './sandbox.ts';

const Whole = z.coerce.number().int().nonnegative();

const Options = z.object({
  data: z.string().optional(),
  'udata-port': Whole.default(0),
  'ckan-port': Whole.default(0),
  'data-fair-port': Whole.default(0),
  'seed-ckan': Whole.default(0),
  'latency-ms': Whole.default(0),
});

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'udata-port': { type: 'string' },
    'ckan-port': { type: 'string' },
    'data-fair-port': { type: 'string' },
    'seed-ckan': { type: 'string' },
    'latency-ms': { type: 'string' },
  },
});
const options = Options.parse(values);

const sandbox = await startSandbox({
  dir: options.data,
  udataPort: options['udata-port'],
  ckanPort: options['ckan-port'],
  dataFairPort: options['data-fair-port'],
  seedCkan: options['seed-ckan'],
  latencyMs: options['latency-ms'],
});

// One line for whoever started us: the portals are listening.
const { udata, ckan, dataFair } = sandbox;
const ready = {
  udata: udata.url,
  ckan: ckan.url,
  udataKey: udata.key,
  ckanToken: ckan.token,
  organization: udata.organization,
  ckanOrganization: ckan.organization,
  dataFair: dataFair.publicUrl,
  dataFairKey: dataFair.key,
  dataFairOwner: `${dataFair.owner.type}:${dataFair.owner.id}`,
};
process.stdout.write(`${JSON.stringify(ready)}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
