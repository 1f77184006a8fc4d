import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { PortWish } from './ports.ts';

export interface DevOptions {
  dataDir: string;
  api: PortWish;
  ui: PortWish;
  temporal: PortWish;
  demo: boolean;
  check: boolean;
  /** Where datasets are kept. */
  platform: DevPlatform;
  reset: boolean;
  verbose: boolean;
}

const PLATFORMS = ['embedded', 'data-fair-sandbox'] as const;
type DevPlatform = (typeof PLATFORMS)[number];

/** Relative folders are the caller's; the one that is used by default lies in the project. */
export function parseOptions(args: string[], projectDir: string): DevOptions {
  const command = new Command('temporal-dev.sh')
    .description(
      'Runs all of Navette on this machine: PostgreSQL, a Temporal server, the workers and the API.',
    )
    .option('--demo', 'show what it does, with remote catalogs of its own', false)
    .option(
      '--check',
      'stop when everything is up (with --demo: after the tour); exit code 1 if anything went wrong',
      false,
    )
    .addOption(
      new Option(
        '--platform <name>',
        'with --demo: where datasets are kept, in Navette itself or in a sandbox Data Fair',
      )
        .choices(PLATFORMS)
        .default('embedded' satisfies DevPlatform),
    )
    .option('--reset', 'delete the data folder first', false)
    .option('--data <folder>', 'where everything is kept (default: .navette in the project)')
    .option('--port <number>', 'of the API', port, 8484)
    .option('--temporal-port <number>', 'of the Temporal server', port, 7233)
    .option('--ui-port <number>', "of Temporal's web interface", port, 8233)
    .option('--verbose', 'show what the processes write', false)
    .parse(args, { from: 'user' });
  const given = command.opts<{
    demo: boolean;
    check: boolean;
    platform: DevPlatform;
    reset: boolean;
    verbose: boolean;
    data?: string;
    port: number;
    temporalPort: number;
    uiPort: number;
  }>();
  if (given.platform !== 'embedded' && !given.demo)
    throw new RangeError(
      `--platform ${given.platform} is part of the demonstration: add --demo; docs/data-fair.md tells how to connect a real Data Fair`,
    );
  const explicit = (option: string) => command.getOptionValueSource(option) === 'cli';
  return {
    dataDir: given.data === undefined ? join(projectDir, '.navette') : resolve(given.data),
    api: { use: 'API', port: given.port, explicit: explicit('port') },
    temporal: { use: 'Temporal server', port: given.temporalPort, explicit: explicit('temporalPort') },
    ui: { use: 'Temporal web interface', port: given.uiPort, explicit: explicit('uiPort') },
    demo: given.demo,
    check: given.check,
    platform: given.platform,
    reset: given.reset,
    verbose: given.verbose,
  };
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new InvalidArgumentError('a port is a number from 1 to 65535');
}
