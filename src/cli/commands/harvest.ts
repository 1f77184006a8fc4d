import { z } from 'zod';
import { ApiRefusal, type Answer, type ApiClient } from '../api-client.ts';
import { Held, Run, SetAside } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { rawList, rawObject } from '../raw.ts';
import type { Session } from '../session.ts';
import { duration, list, moment, table } from '../table.ts';

const Runs = z.object({ runs: z.array(Run) });
const SetAsides = z.object({ setAside: z.array(SetAside) });

/** A harvest that no worker has taken by then is not waited for. */
const START_MS_MAX = 120_000;
const FOLLOW_MS_MAX = 24 * 3_600_000;
/** Of the newest runs, enough to find the one that was just started. */
const RUNS_LOOKED_AT = 5;

export const harvestCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('harvest')
    .description('harvest now')
    .argument('<connector>')
    .option('--no-follow', 'do not wait for the end')
    .option('--full', 'list everything')
    .option('--incremental', 'list what changed, where that can be trusted')
    .option('--forced', 'map and write everything again, also what did not change')
    .option('--validate', 'list, map and check everything, and store nothing')
    .action(async (id: string, { follow, ...options }: { follow: boolean } & Modes) => {
      const mode = modeOf(options);
      const api = await session.api();
      const before = new Set((await newest(session, id)).map((run) => run.id));
      const { data } = await api.post(
        z.object({ workflowId: z.string() }),
        ['connectors', id, 'harvest'],
        mode === undefined ? undefined : { mode },
      );
      if (!follow) {
        await out.result(data, () => `started: ${data.workflowId}`);
        return done(EXIT.done);
      }
      const runId = await followed(session, id, data.workflowId, before);
      const { data: run, raw } = await api.get(Run, ['runs', runId]);
      await out.result(raw, () => inWords(run));
      done(codeOf(run));
    });

  program
    .command('runs')
    .description('harvests, newest first')
    .argument('[connector]')
    .option('--limit <count>', 'at most so many', wholeNumber, 20)
    .action(async (connector: string | undefined, { limit }: { limit: number }) => {
      const { data, raw } = await (await session.api()).get(Runs, ['runs'], { connector, limit });
      await out.result(rawList(raw, 'runs'), () =>
        data.runs.length === 0
          ? 'no harvest yet'
          : table(
              [
                'RUN',
                'CONNECTOR',
                'MODE',
                'STATE',
                'STARTED',
                'TOOK',
                'RECEIVED',
                'ADDED',
                'UPDATED',
                'REMOVED',
                'SET ASIDE',
              ],
              data.runs.map((run) => [
                run.id,
                run.connectorId,
                run.mode,
                run.state,
                moment(run.startedAt),
                took(run),
                ...['received', 'added', 'updated', 'removed', 'setAside'].map((name) =>
                  String(run.counts[name] ?? 0),
                ),
              ]),
            ),
      );
      done(EXIT.done);
    });

  const show = async (id: string, { limit }: { limit: number }): Promise<void> => {
    await shown(session, id, limit);
    done(EXIT.done);
  };
  program
    .command('run')
    .description('one harvest, what it set aside, and what it holds back')
    .argument('<run>')
    .option('--limit <count>', 'at most so many of each', wholeNumber, 100)
    .action(show);
  program.commands
    .find((command) => command.name() === 'runs')
    ?.command('show')
    .description('one harvest, what it set aside, and what it holds back')
    .argument('<run>')
    .option('--limit <count>', 'at most so many of each', wholeNumber, 100)
    .action(show);
};

interface Modes {
  full?: true;
  incremental?: true;
  forced?: true;
  validate?: true;
}

function modeOf(options: Modes): string | undefined {
  const given = Object.keys(options);
  if (given.length > 1)
    throw new CliFailure(EXIT.usage, `give one of ${given.map((name) => `--${name}`).join(', ')}`);
  return given[0];
}

async function shown(session: Session, id: string, limit: number): Promise<void> {
  const { out } = session;
  const api = await session.api();
  const run = await api.get(Run, ['runs', id]);
  const aside = await api.get(SetAsides, ['runs', id, 'set-aside'], { limit });
  const held = (run.data.counts['held'] ?? 0) > 0 ? await heldBy(api, id, limit) : undefined;
  await out.result({ ...rawObject(run.raw), ...rawObject(aside.raw), ...rawObject(held?.raw ?? {}) }, () =>
    [
      inWords(run.data),
      ...(aside.data.setAside.length === 0
        ? []
        : [
            '',
            table(
              ['RECORD', 'STAGE', 'FIELD', 'VALUE', 'REASON'],
              aside.data.setAside.map((row) => [
                row.remoteId ?? '',
                row.stage,
                row.field ?? '',
                row.value ?? '',
                row.reason,
              ]),
            ),
          ]),
      ...(held === undefined ? [] : heldInWords(held.data)),
    ].join('\n'),
  );
}

/** Records may wait for the next complete listing without anybody being asked: then the run holds nothing itself. */
async function heldBy(api: ApiClient, id: string, limit: number): Promise<Answer<typeof Held> | undefined> {
  try {
    return await api.get(Held, ['runs', id, 'held'], { limit });
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return undefined;
    throw error;
  }
}

function heldInWords({ hold, removals, renames }: Held): string[] {
  const decide =
    hold.state === 'open'
      ? `until ${moment(hold.expiresAt)}: navette approve ${hold.runId}, or navette reject ${hold.runId}`
      : hold.state;
  const words = ['', `held: ${hold.removals} removals, ${hold.renames} renames; ${decide}`];
  if (removals.length > 0)
    words.push(
      '',
      table(
        ['WOULD GO', 'TITLE', 'STATE', 'MISSING SINCE', 'LISTINGS'],
        removals.map((row) => [
          row.datasetId,
          row.title,
          row.state,
          moment(row.missingSince),
          String(row.absences),
        ]),
      ),
    );
  if (renames.length > 0)
    words.push(
      '',
      table(
        ['DATASET', 'TITLE', 'OLD ID', 'NEW ID'],
        renames.map((row) => [row.datasetId, row.title, row.from, row.to]),
      ),
    );
  return words;
}

async function followed(
  session: Session,
  connectorId: string,
  workflowId: string,
  before: ReadonlySet<string>,
): Promise<string> {
  const progress = new Progress(session.out.messages, `harvest ${connectorId}`);
  const startedAt = Date.now();
  try {
    for (;;) {
      const fresh = (await newest(session, connectorId)).filter((run) => !before.has(run.id));
      const run = fresh.find((candidate) => candidate.workflowId === workflowId) ?? fresh[0];
      if (run === undefined && Date.now() - startedAt > START_MS_MAX) {
        throw new CliFailure(
          EXIT.unreachable,
          `${workflowId} was asked for, but no worker has taken it yet: see navette status`,
        );
      }
      if (run === undefined) progress.update(0, undefined, 'waiting for a worker');
      else if (run.state !== 'running') return run.id;
      else
        progress.update(run.counts['received'] ?? 0, run.announcedLast ?? run.announcedFirst, counted(run));
      if (Date.now() - startedAt > FOLLOW_MS_MAX)
        throw new CliFailure(EXIT.trouble, `${workflowId} is still running: see navette runs ${connectorId}`);
      await session.pause();
    }
  } finally {
    progress.end();
  }
}

async function newest(session: Session, connector: string): Promise<Run[]> {
  const { data } = await (await session.api()).get(Runs, ['runs'], { connector, limit: RUNS_LOOKED_AT });
  return data.runs;
}

function codeOf(run: Run): ExitCode {
  if (run.state === 'failed' && (run.fault?.kind === 'unreachable' || run.fault?.kind === 'throttled'))
    return EXIT.unreachable;
  return run.state === 'complete' && (run.counts['setAside'] ?? 0) === 0 && (run.counts['held'] ?? 0) === 0
    ? EXIT.done
    : EXIT.trouble;
}

function inWords(run: Run): string {
  const aside = run.counts['setAside'] ?? 0;
  return list([
    ['run', run.id],
    ['connector', run.connectorId],
    ['mode', modeInWords(run)],
    ['state', `${run.state}${run.reason === undefined ? '' : `: ${run.reason}`}`],
    ['fault', run.fault?.message],
    [
      'listing',
      run.verdict &&
        `${run.verdict.state}${run.verdict.reason === undefined ? '' : `: ${run.verdict.reason}`}`,
    ],
    ['records', counted(run)],
    ['pages', String(run.pages)],
    ['started', moment(run.startedAt)],
    ['took', took(run)],
    ['held', (run.counts['held'] ?? 0) === 0 ? undefined : `${run.counts['held']}: navette run ${run.id}`],
    ['set aside', aside === 0 ? undefined : `${aside}: navette run ${run.id}`],
  ]);
}

function modeInWords({ mode, since, modeReason }: Run): string {
  if (since !== undefined) return `${mode}: what changed since ${since}`;
  return modeReason === undefined ? mode : `${mode}: ${modeReason}`;
}

function counted(run: Run): string {
  const named = Object.entries(run.counts).filter(([, count]) => count > 0);
  return named.length === 0
    ? '0'
    : named.map(([name, count]) => `${count} ${name === 'setAside' ? 'set aside' : name}`).join(', ');
}

function took(run: Run): string {
  return run.endedAt === undefined ? '' : duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}
