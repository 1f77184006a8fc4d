import { z } from 'zod';
import { Outcome, Status } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { readInput } from '../input.ts';
import { several, wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { rawList } from '../raw.ts';
import type { Session } from '../session.ts';
import { duration, moment, table } from '../table.ts';

const Outcomes = z.object({ outcomes: z.array(Outcome) });

/** As many as the API takes in one call. */
const PUSH_AT_ONCE = 100;
const ANNOUNCE_AT_ONCE = 10_000;
/** A remote that is away this long is not waited for at the keyboard: the outbox keeps the changes. */
const REMOTE_AWAY_MS = 15_000;
/** Whoever follows longer than this has gone home. */
const FOLLOW_MS_MAX = 24 * 3_600_000;
/** Ids on stdin: ten thousand times the longest a hundred times over. */
const IDS_BYTES_MAX = 512 * 1024 * 1024;

const GOOD = new Set(['pushed', 'unchanged', 'removed']);

export const pushCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('push')
    .description('push datasets now, or everything that the connector selects')
    .argument('<connector>')
    .argument('[dataset...]', 'only these, at once, with their outcomes')
    .option('--no-follow', 'do not wait for the end')
    .action(async (id: string, datasets: string[], { follow }: { follow: boolean }) => {
      done(datasets.length > 0 ? await pushThese(session, id, datasets) : await pushAll(session, id, follow));
    });

  program
    .command('announce')
    .description('tell that datasets changed or went')
    .argument('<dataset...>', 'ids, or - to read them from stdin, one a line')
    .option('--connector <id>', 'only for this connector; may be repeated', several)
    .action(async (datasets: string[], { connector }: { connector?: string[] }) => {
      const ids = datasets.length === 1 && datasets[0] === '-' ? await idsFromStdin(session) : datasets;
      let accepted = 0;
      for (let from = 0; from < ids.length; from += ANNOUNCE_AT_ONCE) {
        const body = {
          datasets: ids.slice(from, from + ANNOUNCE_AT_ONCE),
          ...(connector === undefined ? {} : { connectors: connector }),
        };
        const { data } = await (
          await session.api()
        ).post(z.object({ accepted: z.number() }), ['changes'], body);
        accepted += data.accepted;
      }
      await out.result({ accepted }, () => `${accepted} announced`);
      done(EXIT.done);
    });

  program
    .command('timeline')
    .description('how the pushes of one dataset went, newest first')
    .argument('<connector>')
    .argument('<dataset>')
    .option('--limit <count>', 'at most so many', wholeNumber, 20)
    .action(async (id: string, dataset: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(Outcomes, ['connectors', id, 'datasets', dataset, 'timeline'], { limit });
      await out.result(rawList(raw, 'outcomes'), () =>
        data.outcomes.length === 0 ? 'never pushed' : inWords(data.outcomes),
      );
      done(EXIT.done);
    });
};

async function pushThese(
  session: Session,
  connectorId: string,
  datasets: readonly string[],
): Promise<ExitCode> {
  const ids = [...new Set(datasets)];
  const all: Outcome[] = [];
  const raws: unknown[] = [];
  for (let from = 0; from < ids.length; from += PUSH_AT_ONCE) {
    const { data, raw } = await (
      await session.api()
    ).post(Outcomes, ['connectors', connectorId, 'push'], { datasets: ids.slice(from, from + PUSH_AT_ONCE) });
    all.push(...data.outcomes);
    raws.push(...rawList(raw, 'outcomes'));
  }
  await session.out.result(raws, () => inWords(all));
  const missing = ids.filter((id) => !all.some((outcome) => outcome.datasetId === id));
  if (missing.length > 0) await session.out.say(`still waiting: ${missing.join(', ')}`);
  return missing.length === 0 && all.every((outcome) => GOOD.has(outcome.outcome)) ? EXIT.done : EXIT.trouble;
}

async function pushAll(session: Session, id: string, follow: boolean): Promise<ExitCode> {
  const api = await session.api();
  const { data } = await api.post(z.object({ datasets: z.number() }), ['connectors', id, 'push-all']);
  if (!follow) {
    await session.out.result(
      { connector: id, datasets: data.datasets },
      () => `${data.datasets} datasets announced`,
    );
    return EXIT.done;
  }
  const status = await followed(session, id, data.datasets);
  const outbox = status.push?.outbox;
  const summary = { connector: id, datasets: data.datasets, state: status.state, outbox };
  await session.out.result(
    summary,
    () => `${data.datasets} datasets looked at, ${outbox === undefined ? '' : troubles(outbox)}`,
  );
  if (status.state === 'waiting') {
    await session.out.say(
      `the remote cannot be used now: ${status.fault?.message ?? 'not said why'}; the changes are kept and pushed once it can`,
    );
    return EXIT.unreachable;
  }
  if (status.state === 'paused')
    await session.out.say(`${id} is paused: the changes are kept; navette resume ${id} lets them go`);
  return outbox !== undefined &&
    outbox.waiting + outbox.deferred + outbox.refused + outbox.failed + outbox.conflict === 0
    ? EXIT.done
    : EXIT.trouble;
}

/** Looks until nothing is due, the connector is paused, or its remote stays away. */
async function followed(session: Session, id: string, total: number): Promise<Status> {
  const api = await session.api();
  const progress = new Progress(session.out.messages, `push ${id}`);
  const startedAt = Date.now();
  let awaySince: number | undefined;
  try {
    for (;;) {
      const { data } = await api.get(Status, ['connectors', id]);
      const { waiting = 0, deferred = 0, refused = 0, failed = 0 } = data.push?.outbox ?? {};
      progress.update(
        Math.max(0, total - waiting),
        total,
        refused + failed + deferred > 0 ? `${refused + failed} failed, ${deferred} deferred` : '',
      );
      awaySince = data.state === 'waiting' ? (awaySince ?? Date.now()) : undefined;
      const away =
        awaySince !== undefined &&
        Date.now() - awaySince >= Math.min(REMOTE_AWAY_MS, (session.io.pollMs ?? REMOTE_AWAY_MS) * 3);
      if (waiting === 0 || data.state === 'paused' || away || Date.now() - startedAt > FOLLOW_MS_MAX)
        return data;
      await session.pause();
    }
  } finally {
    progress.end();
  }
}

function troubles(
  outbox: Readonly<Record<'waiting' | 'deferred' | 'refused' | 'failed' | 'conflict', number>>,
): string {
  const named = (['waiting', 'deferred', 'refused', 'failed', 'conflict'] as const).filter(
    (name) => outbox[name] > 0,
  );
  return named.length === 0
    ? 'all are as they should be'
    : `${named.map((name) => `${outbox[name]} ${name}`).join(', ')}: see navette waiting`;
}

function inWords(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.datasetId,
    outcome.outcome,
    moment(outcome.finishedAt),
    String(outcome.attempt),
    outcome.writtenAt === undefined
      ? ''
      : duration(Date.parse(outcome.writtenAt) - Date.parse(outcome.announcedAt)),
    (outcome.diff ?? []).flatMap((change) => change.field ?? []).join(', '),
    (outcome.losses ?? []).length === 0 ? '' : String(outcome.losses?.length),
  ]);
  const faults = outcomes.flatMap((outcome) =>
    outcome.fault === undefined
      ? []
      : [
          `${outcome.datasetId}: ${outcome.fault.message}`,
          ...(outcome.fault.fields ?? []).map((field) => `    ${field.path}: ${field.message}`),
        ],
  );
  return [
    table(['DATASET', 'OUTCOME', 'AT', 'TRY', 'TOOK', 'FIELDS SENT', 'LOSSES'], rows),
    ...(faults.length === 0 ? [] : ['', ...faults]),
  ].join('\n');
}

async function idsFromStdin({ io }: Session): Promise<string[]> {
  const text = (await readInput('-', io.stdin, IDS_BYTES_MAX)).toString('utf8');
  const ids = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (ids.length === 0) throw new CliFailure(EXIT.usage, 'no ids came on stdin: one a line');
  return ids;
}
