import { stringify } from 'yaml';
import { Detection } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT } from '../exit.ts';

type Fit = Detection['fits'][number];

export const detectCommand: AddCommands = (program, session, done) => {
  program
    .command('detect')
    .description('which adapters fit an address, with settings to begin with; the remote is only looked at')
    .argument('<address>', 'of a portal, of a page on it, or of a feed')
    .action(async (address: string) => {
      const { data, raw } = await (await session.api()).post(Detection, ['detect'], { address });
      await session.out.result(raw, () => inWords(data).join('\n'));
      done(data.fits.length > 0 ? EXIT.done : EXIT.trouble);
    });
};

function inWords({ address, fits, notes, requests }: Detection): string[] {
  const [first] = fits;
  if (first === undefined)
    return [
      `no adapter fits ${address}: ${requests} requests found no interface, catalogue or feed that is known`,
      ...notes.map((note) => `note: ${note}`),
    ];
  return [
    ...fits.map(({ adapter, title, evidence }) => `${adapter} (${title}): ${evidence}`),
    ...notes.map((note) => `note: ${note}`),
    '',
    'To begin with, in connectors.yaml:',
    '',
    stringify({ connectors: [connectorOf(first)] }).trimEnd(),
  ];
}

function connectorOf({ adapter, settings }: Fit): object {
  const { url } = settings;
  const host = typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : adapter;
  const id = host
    .replace(/^www\./, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return { id, adapter, settings, harvest: { every: '1d' } };
}
