import { readConnectorsFile } from '../../config/file.ts';
import { PreviewEvent } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { Painter, shown } from '../plan-text.ts';
import { Progress } from '../progress.ts';
import type { Session } from '../session.ts';

const FILE_USUAL = 'connectors.yaml';
const LIMIT_USUAL = 100;

interface Options {
  file?: string | true;
  connector?: string;
  limit: number;
  all?: true;
  unchanged?: true;
}

const SIGNS: Record<string, [sign: string, colour: number]> = {
  added: ['+', 32],
  updated: ['~', 33],
  removed: ['-', 31],
  missing: ['?', 33],
  outOfScope: ['o', 2],
  setAside: ['!', 31],
  unchanged: [' ', 2],
};

export const previewCommands: AddCommands = (program, session, done) => {
  program
    .command('preview')
    .description('what a harvest would do, record by record; nothing is written')
    .argument('[connector]', 'a connector as it is')
    .option('--file [file]', `settings that are not applied, of a file (${FILE_USUAL})`)
    .option('--connector <id>', 'which connector of the file')
    .option('--limit <count>', 'look at so many records', wholeNumber, LIMIT_USUAL)
    .option('--all', 'look at all records, and tell what would be removed')
    .option('--unchanged', 'also tell records that stay as they are')
    .action(async (id: string | undefined, options: Options) => {
      done(await preview(session, await asked(id, options), options));
    });
};

/** The body of the request: a connector that is there, or one of a file. */
async function asked(id: string | undefined, { file, connector }: Options): Promise<object> {
  if (file === undefined) {
    if (connector !== undefined && id !== undefined)
      throw new CliFailure(EXIT.usage, '--connector goes with --file');
    const one = id ?? connector;
    if (one === undefined)
      throw new CliFailure(EXIT.usage, 'name a connector, or a file of connectors with --file');
    return { connectorId: one };
  }
  const path = file === true ? FILE_USUAL : file;
  const wanted = connector ?? id;
  const { connectors } = await readConnectorsFile(path);
  const ids = connectors.map(idOf);
  if (wanted === undefined && connectors.length !== 1)
    throw new CliFailure(
      EXIT.usage,
      `${path} has ${connectors.length} connectors: name one with --connector`,
    );
  const index = wanted === undefined ? 0 : ids.indexOf(wanted);
  if (index < 0)
    throw new CliFailure(EXIT.usage, `${path} has no connector ${wanted}; it has ${ids.join(', ')}`);
  return { connector: connectors[index] };
}

function idOf(connector: unknown): string {
  const id: unknown =
    typeof connector === 'object' && connector !== null && 'id' in connector ? connector.id : undefined;
  return typeof id === 'string' ? id : '';
}

async function preview(session: Session, of: object, options: Options): Promise<ExitCode> {
  const { out, io } = session;
  const api = await session.api();
  const paint = new Painter(out.onTerminal && (io.env['NO_COLOR'] ?? '') === '');
  const progress = new Progress(out.messages, 'preview');
  const body = {
    ...of,
    limit: options.all === true ? 'all' : options.limit,
    unchanged: options.unchanged === true,
  };
  let code: ExitCode = EXIT.trouble;
  try {
    for await (const document of api.documents('POST', ['preview'], { body })) {
      const parsed = PreviewEvent.safeParse(document);
      if (!parsed.success) continue;
      const event = parsed.data;
      if (event.type === 'fault') throw new CliFailure(exitOf(event.kind), event.message);
      progress.end();
      // As it comes, so that the first records are read while the others are looked for.
      if (out.json && event.type !== 'progress') await out.line(JSON.stringify(document));
      else if (event.type !== 'progress') await out.result(event, () => inWords(event, paint).join('\n'));
      if (event.type === 'progress') progress.update(event.received, event.announced);
      if (event.type === 'summary') code = Number(event['setAside'] ?? 0) > 0 ? EXIT.trouble : EXIT.done;
    }
  } finally {
    progress.end();
  }
  return code;
}

function inWords(event: PreviewEvent, paint: Painter): string[] {
  if (event.type === 'summary') return summaryInWords(event);
  if (event.type !== 'record') return [];
  const [sign, colour] = SIGNS[event.action] ?? [' ', 2];
  const { reason } = event;
  const why =
    reason === undefined
      ? ''
      : `: ${reason.field === undefined ? '' : `${reason.field} `}${reason.value === undefined ? '' : `${shown(reason.value)} `}${reason.reason}`;
  const name = event.datasetId ?? event.remoteId ?? 'a record without an id';
  const title = event.title === undefined || event.title === '' ? '' : ` «${event.title}»`;
  return [
    paint.paint(`${sign} ${name}: ${WORDS[event.action] ?? event.action}${title}${why}`, colour),
    ...event.diff.map(({ field, before, after }) =>
      event.action === 'added'
        ? `    ${field}: ${shown(after)}`
        : `    ${field}: ${shown(before)} → ${shown(after)}`,
    ),
    ...event.warnings.map((warning) => `    not kept: ${warning.field}: ${warning.reason}`),
  ];
}

const WORDS: Record<string, string> = {
  setAside: 'set aside',
  outOfScope: 'out of scope',
  removed: 'would be removed',
  missing: 'not listed; not yet removed',
};

const COUNTED = [
  ['added', 'added'],
  ['updated', 'updated'],
  ['unchanged', 'unchanged'],
  ['repeated', 'repeated'],
  ['own', 'made by our own pushes'],
  ['setAside', 'set aside'],
  ['missing', 'not listed any more'],
  ['outOfScope', 'out of scope'],
  ['wouldRemove', 'would be removed'],
] as const;

function summaryInWords(event: Extract<PreviewEvent, { type: 'summary' }>): string[] {
  const counts = COUNTED.flatMap(([name, words]) => {
    const count = Number(event[name] ?? 0);
    return count > 0 ? [`${count} ${words}`] : [];
  });
  const of = event.announced === undefined ? '' : ` of ${event.announced}`;
  const verdict =
    event.verdict === undefined
      ? 'the listing was not walked to its end: say --all to see what would be removed'
      : `the listing is ${event.verdict.state}${event.verdict.reason === undefined ? '' : `: ${event.verdict.reason}`}`;
  return [
    '',
    `${event.received}${of} records: ${counts.join(', ') || 'none'}`,
    verdict,
    'nothing was written',
  ];
}

function exitOf(kind: string): ExitCode {
  return kind === 'unreachable' || kind === 'throttled' ? EXIT.unreachable : EXIT.trouble;
}
