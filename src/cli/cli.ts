import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/issues.ts';
import { ApiRefusal } from './api-client.ts';
import { adapterCommands } from './commands/adapters.ts';
import { adoptCommands } from './commands/adopt.ts';
import { applyCommands } from './commands/apply.ts';
import { connectorCommands } from './commands/connectors.ts';
import { convertCommand } from './commands/convert.ts';
import { datasetCommands } from './commands/datasets.ts';
import { detectCommand } from './commands/detect.ts';
import { driftCommands } from './commands/drift.ts';
import { harvestCommands } from './commands/harvest.ts';
import { holdCommands } from './commands/holds.ts';
import { recordCommands } from './commands/records.ts';
import { scheduleCommands } from './commands/schedule.ts';
import { importDataFairCommand } from './commands/import-data-fair.ts';
import { importCommands } from './commands/imports.ts';
import { planPushCommands } from './commands/plan-push.ts';
import { previewCommands } from './commands/preview.ts';
import { pushCommands } from './commands/push.ts';
import { runCommands } from './commands/runs.ts';
import { validateCommand } from './commands/validate.ts';
import { CliFailure, EXIT, type ExitCode } from './exit.ts';
import { Output, ReaderGone } from './output.ts';
import { type CliIo, Session } from './session.ts';

const HELP = `
Exit codes:
  0  done
  1  done, but something failed, was refused or was set aside
  2  wrong usage or configuration; nothing was done
  3  the API or a remote could not be reached

Environment:
  NAVETTE_URL       where the API is (http://127.0.0.1:8484)
  NAVETTE_TOKEN     its token; else the file token in NAVETTE_DATA_DIR (.navette)
`;

/** Adds commands to a program; each returns its exit code to `done`. */
export type AddCommands = (program: Command, session: Session, done: (code: ExitCode) => void) => void;

const COMMANDS: readonly AddCommands[] = [
  applyCommands,
  connectorCommands,
  pushCommands,
  // Below a command that has to be there already.
  planPushCommands,
  adoptCommands,
  driftCommands,
  harvestCommands,
  previewCommands,
  // Below a command that has to be there already.
  runCommands,
  holdCommands,
  scheduleCommands,
  recordCommands,
  importCommands,
  importDataFairCommand,
  datasetCommands,
  convertCommand,
  validateCommand,
  adapterCommands,
  detectCommand,
];

/** Runs one command line and gives its exit code. Never throws, never exits. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const rest = end < 0 ? [] : argv.slice(end);
  const out = new Output(io.stdout, io.stderr, words.includes('--json'));
  const session = new Session(io, out);
  let code: ExitCode = EXIT.done;
  const program = programOf(io);
  for (const add of COMMANDS) add(program, session, (ended) => (code = ended));
  try {
    await program.parseAsync([...words.filter((word) => word !== '--json'), ...rest], { from: 'user' });
    return code;
  } catch (error) {
    return await explained(error, out).catch(() => EXIT.done);
  } finally {
    await session.close();
  }
}

function programOf(io: CliIo): Command {
  return (
    new Command('navette')
      .description('Keeps a data platform and remote catalogues in step.')
      .version(io.version ?? '0.1.0')
      .option('--json', 'print one JSON document on stdout')
      .configureHelp({ showGlobalOptions: true })
      .addHelpText('after', HELP)
      // What follows the name of a command is that command's own, also where one above it knows the same option.
      .enablePositionalOptions()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
      })
      .exitOverride()
  );
}

async function explained(error: unknown, out: Output): Promise<ExitCode> {
  if (error instanceof ReaderGone) return EXIT.done;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ConfigError) {
    await out.say(error.message);
    return EXIT.usage;
  }
  if (error instanceof CliFailure) {
    if (error.message !== '') await out.say(error.message);
    return error.exitCode;
  }
  if (error instanceof ApiRefusal) return refused(error, out);
  await out.say(
    `this should not happen and is a bug of Navette: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return EXIT.trouble;
}

async function refused({ status, problem }: ApiRefusal, out: Output): Promise<ExitCode> {
  await out.say(problem.id === undefined ? problem.message : `${problem.message}: ${problem.id}`);
  for (const issue of problem.issues) await out.say(`  ${issue.path}: ${issue.message}`);
  if (status === 503) return EXIT.unreachable;
  if (status === 502)
    return problem.fault?.kind === 'unreachable' || problem.fault?.kind === 'throttled'
      ? EXIT.unreachable
      : EXIT.trouble;
  return status < 500 ? EXIT.usage : EXIT.trouble;
}
