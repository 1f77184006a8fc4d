import type { Command } from 'commander';
import { z } from 'zod';
import { Decided, Import, Status } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { rawList } from '../raw.ts';
import type { Session } from '../session.ts';
import { list, moment, size, table } from '../table.ts';

const Imports = z.object({ imports: z.array(Import) });
const FOLLOW_MS_MAX = 24 * 3_600_000;
const BAR_WIDTH = 10;
/** In the order in which people want to see them. */
const STATES = ['working', 'due', 'deferred', 'nextRun', 'refused', 'failed', 'held', 'done'] as const;
const TROUBLES = ['refused', 'failed', 'held', 'deferred', 'nextRun'] as const;

export const importCommands: AddCommands = (program, session, done) => {
  const { out } = session;
  const imports = program
    .command('imports')
    .description('files that the harvests of a connector bring in: how far they are, and why they wait')
    .argument('<connector>')
    .option('--state <state>', `only these: ${STATES.join(', ')}`)
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .option('--follow', 'wait until nothing is due, with a bar')
    .action(async (id: string, options: { state?: string; limit: number; follow?: boolean }) => {
      if (options.follow === true) await followed(session, id);
      const api = await session.api();
      const { data, raw } = await api.get(Imports, ['connectors', id, 'imports'], {
        limit: options.limit,
        state: options.state,
      });
      const { data: status } = await api.get(Status, ['connectors', id]);
      await out.result(rawList(raw, 'imports'), () => inWords(data.imports, status));
      done(options.follow === true ? codeOf(status) : EXIT.done);
    });

  command(imports, 'retry', 'try again at once what waits or failed, whatever the budgets').action(
    async (id: string, datasets: string[]) => {
      const { data, raw } = await (
        await session.api()
      ).post(z.object({ retried: z.number() }), ['connectors', id, 'imports', 'retry'], body(datasets));
      await out.result(raw, () => `${data.retried} due again`);
      done(EXIT.done);
    },
  );

  for (const [decision, text] of [
    ['accept', 'let versions that are held take the place of the present ones'],
    ['reject', 'keep the present versions instead of those that are held'],
  ] as const) {
    command(imports, decision, text).action(async (id: string, datasets: string[]) => {
      const { data, raw } = await (
        await session.api()
      ).post(Decided, ['connectors', id, 'imports', decision], body(datasets));
      await out.result(rawList(raw, 'decided'), () =>
        data.decided.length === 0
          ? 'nothing is held'
          : data.decided.map((one) => `${one.datasetId}: ${decision}ed; ${one.reason}`).join('\n'),
      );
      done(EXIT.done);
    });
  }
};

function command(imports: Command, name: string, text: string): Command {
  return imports
    .command(name)
    .description(text)
    .argument('<connector>')
    .argument('[dataset...]', 'only of these');
}

function body(datasets: readonly string[]): { datasets?: readonly string[] } {
  return datasets.length === 0 ? {} : { datasets };
}

/** Looks until nothing is due or under way. */
async function followed(session: Session, id: string): Promise<void> {
  const api = await session.api();
  const progress = new Progress(session.out.messages, `files of ${id}`);
  const startedAt = Date.now();
  try {
    for (;;) {
      const { data } = await api.get(Status, ['connectors', id]);
      const files = data.harvest?.files;
      if (files === undefined) return;
      const total = STATES.reduce((sum, state) => sum + files[state], 0);
      const open = files.due + files.working;
      progress.update(total - open, total, `${size(files.bytesOfRun)} came`);
      if (open === 0 || data.paused || Date.now() - startedAt > FOLLOW_MS_MAX) return;
      await session.pause();
    }
  } finally {
    progress.end();
  }
}

function codeOf({ harvest }: Status): ExitCode {
  const files = harvest?.files;
  return files !== undefined && TROUBLES.every((state) => files[state] === 0) ? EXIT.done : EXIT.trouble;
}

function inWords(imports: readonly z.infer<typeof Import>[], { harvest }: Status): string {
  const files = harvest?.files;
  const counts =
    files === undefined
      ? undefined
      : STATES.filter((state) => files[state] > 0)
          .map((state) => `${files[state]} ${NAMES[state] ?? state}`)
          .join(', ');
  const head = list([
    ['files', counts === undefined || counts === '' ? 'none yet' : counts],
    ['came for the last harvest', files && size(files.bytesOfRun)],
  ]);
  if (imports.length === 0) return head;
  const rows = imports.map((one) => [
    one.datasetId,
    one.distribution,
    NAMES[one.state] ?? one.state,
    far(one),
    String(one.attempts),
    moment(one.nextAt ?? one.checkedAt),
    one.held?.reason ?? one.fault?.message ?? one.remarks.join('; '),
  ]);
  return [head, '', table(['DATASET', 'FILE', 'STATE', 'CAME', 'TRIES', 'NEXT OR LAST', 'WHY'], rows)].join(
    '\n',
  );
}

const NAMES: Readonly<Record<string, string>> = { nextRun: 'for the next harvest' };

/** A bar where the size is known. */
function far({ bytesGot, bytesTotal, state }: z.infer<typeof Import>): string {
  if (bytesGot === 0 && state !== 'working') return '';
  if (bytesTotal === undefined || bytesTotal === 0) return size(bytesGot);
  const full = Math.min(BAR_WIDTH, Math.floor((bytesGot / bytesTotal) * BAR_WIDTH));
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${size(bytesGot)} of ${size(bytesTotal)}`;
}
