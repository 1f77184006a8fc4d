import { z } from 'zod';
import { Drift, Verification } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { rawObject } from '../raw.ts';
import type { Session } from '../session.ts';
import { moment, table } from '../table.ts';

const Answer = z.looseObject({ verification: Verification.optional(), drift: z.array(Drift) });
const Started = z.object({ workflowId: z.string() });

/** One that no worker has taken by then is not waited for. */
const START_MS_MAX = 120_000;
const FOLLOW_MS_MAX = 24 * 3_600_000;
const LIST_USUAL = 1_000;

/** Comparing what should be, what was pushed and what is shown. */
export const driftCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('reconcile')
    .description('compare all datasets with what was last pushed and push the differences')
    .argument('<connector>')
    .option('--verify', 'also read every record on the remote and compare it, and follow until it ends')
    .option('--no-follow', 'do not wait for the end')
    .action(async (id: string, { verify = false, follow }: { verify?: boolean; follow: boolean }) => {
      const api = await session.api();
      const before = verify ? (await drift(session, id, 1)).data.verification?.id : undefined;
      const body = verify ? { verify } : undefined;
      const { data } = await api.post(Started, ['connectors', id, 'reconcile'], body);
      if (verify && follow) {
        await followed(session, id, data.workflowId, before);
        return done(await show(session, id, LIST_USUAL));
      }
      await out.result(data, () => `started: ${data.workflowId}`);
      done(EXIT.done);
    });

  program
    .command('drift')
    .description('how the remote differed from what was pushed, when it was last looked at')
    .argument('<connector>')
    .option('--limit <count>', 'at most so many differences', wholeNumber, LIST_USUAL)
    .action(async (id: string, { limit }: { limit: number }) => done(await show(session, id, limit)));
};

async function drift(session: Session, id: string, limit: number) {
  return (await session.api()).get(Answer, ['connectors', id, 'drift'], { limit });
}

async function followed(
  session: Session,
  id: string,
  workflowId: string,
  before: string | undefined,
): Promise<void> {
  const progress = new Progress(session.out.messages, `verify ${id}`);
  const startedAt = Date.now();
  try {
    for (;;) {
      const { verification } = (await drift(session, id, 1)).data;
      const mine = verification !== undefined && verification.id !== before ? verification : undefined;
      if (mine !== undefined && mine.state !== 'running') return;
      const waited = Date.now() - startedAt;
      if ((mine === undefined && waited > START_MS_MAX) || waited > FOLLOW_MS_MAX)
        throw new CliFailure(EXIT.trouble, `${workflowId} goes on without us: see navette drift ${id}`);
      progress.update(mine?.counts.read ?? 0, undefined);
      await session.pause();
    }
  } finally {
    progress.end();
  }
}

async function show(session: Session, id: string, limit: number): Promise<ExitCode> {
  const { data, raw } = await drift(session, id, limit);
  const { verification } = data;
  await session.out.result(rawObject(raw), () =>
    verification === undefined
      ? `never looked at: navette reconcile ${id} --verify`
      : [...(data.drift.length === 0 ? [] : [inTable(data.drift), '']), summary(verification)].join('\n'),
  );
  return verification?.state === 'failed' ? EXIT.trouble : EXIT.done;
}

const KINDS = { inSight: 'shown again' };
const NEXTS = { push: 'pushed again', left: 'left', ask: 'asked' };

function inTable(drifts: readonly Drift[]): string {
  const rows = drifts.map(({ datasetId, kind, field, pushed, shown, next, reason, remoteId }) => [
    datasetId,
    Object.entries(KINDS).find(([name]) => name === kind)?.[1] ?? kind,
    field ?? '',
    value(pushed),
    reason ?? value(shown),
    Object.entries(NEXTS).find(([name]) => name === next)?.[1] ?? next,
    remoteId,
  ]);
  return table(['DATASET', 'WHAT', 'FIELD', 'PUSHED', 'SHOWN', 'THEN', 'RECORD'], rows);
}

function value(of: unknown): string {
  if (of === undefined) return '';
  return typeof of === 'string' ? of : JSON.stringify(of);
}

function summary({ state, counts, fault, startedAt, endedAt }: Verification): string {
  const { edited, gone } = counts;
  const parts = [
    [counts.same, 'as pushed'],
    [edited.overwrite, 'edited there and pushed again'],
    [edited.keep, 'edited there and left so'],
    [edited.ask, 'edited there, to be decided'],
    [gone.recreate, 'deleted there and made again'],
    [gone.stop, 'deleted there, waiting for a person'],
    [gone.ask, 'deleted there, to be decided'],
    [counts.inSight, 'shown again there and taken back'],
    [counts.unreadable, 'unreadable'],
    [counts.skipped, 'not read, because something of them waits'],
    [counts.duplicates, 'duplicates'],
    [counts.orphans, 'orphans'],
  ] as const;
  const found = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const when =
    state === 'running'
      ? `since ${moment(startedAt)}, still reading`
      : `at ${moment(endedAt ?? startedAt)}${state === 'failed' ? `, cut short: ${fault?.message ?? 'not said why'}` : ''}`;
  return `${counts.read} records read ${when}${found.length === 0 ? '' : `: ${found.join(', ')}`}`;
}
