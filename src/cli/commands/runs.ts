import { z } from 'zod';
import { RunChange, RunProgress, Undo } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { confirmed } from '../input.ts';
import { wholeNumber } from '../options.ts';
import { shown } from '../plan-text.ts';
import { rawObject } from '../raw.ts';
import { duration, list } from '../table.ts';

const Changes = z.object({ changes: z.array(RunChange), next: z.string().optional() });
const SIGNS: Record<string, string> = { added: '+', updated: '~', removed: '-', returned: '+' };
const UNDO_SIGNS: Record<string, string> = { revert: '~', restore: '+', remove: '-' };
/** Steps shown before somebody says yes. */
const STEPS_SHOWN = 20;

/** Below `navette runs`, which without a word more lists them. */
export const runCommands: AddCommands = (program, session, done) => {
  const { out } = session;
  const runs = program.commands.find((command) => command.name() === 'runs');
  if (runs === undefined) return;
  // What follows the name of one of these is its own.
  runs.enablePositionalOptions();

  for (const [name, text] of [
    ['pause', 'hold a running harvest after the page at hand'],
    ['resume', 'go on with a paused harvest'],
    ['stop', 'end a running harvest after the page at hand; what was stored stays'],
  ] as const) {
    runs
      .command(name)
      .description(text)
      .argument('<run>')
      .action(async (id: string) => {
        await (await session.api()).send('POST', ['runs', id, name]);
        await out.result({ run: id, action: name }, () => `${id}: ${name} asked`);
        done(EXIT.done);
      });
  }

  runs
    .command('skip')
    .description('leave records out of a running harvest')
    .argument('<run>')
    .argument('<record...>', 'their ids on the remote')
    .action(async (id: string, records: string[]) => {
      await (await session.api()).send('POST', ['runs', id, 'skip'], { records });
      await out.result({ run: id, skipped: records }, () => `${id}: ${records.length} left out`);
      done(EXIT.done);
    });

  runs
    .command('tune')
    .description('change how a running harvest reads its listing')
    .argument('<run>')
    .option('--page-size <records>', 'records asked for in one page', wholeNumber)
    .option('--concurrency <pages>', 'pages read ahead', wholeNumber)
    .action(async (id: string, options: { pageSize?: number; concurrency?: number }) => {
      if (options.pageSize === undefined && options.concurrency === undefined)
        throw new CliFailure(EXIT.usage, 'give --page-size, --concurrency or both');
      await (await session.api()).send('POST', ['runs', id, 'tune'], options);
      await out.result({ run: id, ...options }, () => `${id}: from the next page on`);
      done(EXIT.done);
    });

  runs
    .command('progress')
    .description('how far a harvest is, how fast, and how long it will take')
    .argument('<run>')
    .action(async (id: string) => {
      const { data, raw } = await (await session.api()).get(RunProgress, ['runs', id, 'progress']);
      await out.result(raw, () =>
        list([
          ['state', data.stopping ? 'stopping' : data.paused ? 'paused' : data.state],
          ['records', `${data.received}${data.total === undefined ? '' : ` of ${data.total}`}`],
          ['pages', String(data.pages)],
          ['rate', data.perSecond === undefined ? undefined : `${data.perSecond.toFixed(1)} records/s`],
          ['left', data.msLeft === undefined ? undefined : duration(data.msLeft)],
        ]),
      );
      done(EXIT.done);
    });

  runs
    .command('diff')
    .description('what a run changed, or what changed from the end of one run to the end of a later one')
    .argument('<run>')
    .argument('[later]')
    .option('--limit <count>', 'at most so many datasets', wholeNumber, 100)
    .action(async (id: string, later: string | undefined, { limit }: { limit: number }) => {
      const query = { limit, ...(later === undefined ? {} : { to: later }) };
      const { data, raw } = await (await session.api()).get(Changes, ['runs', id, 'diff'], query);
      await out.result(raw, () =>
        [
          ...data.changes.flatMap(({ datasetId, action, title, diff }) => [
            `${SIGNS[action] ?? ' '} ${datasetId}: ${action} «${title}»`,
            ...(action === 'updated' ? diff.map(inWords) : []),
          ]),
          data.changes.length === 0 ? 'no difference' : '',
          data.next === undefined ? '' : 'there are more: say --limit',
        ]
          .filter((line) => line !== '')
          .join('\n'),
      );
      done(EXIT.done);
    });

  runs
    .command('undo')
    .description('take back what a run changed; what was changed since is left alone')
    .argument('<run>')
    .option('--dry-run', 'only tell what would be done')
    .option('--force', 'also take back what somebody changed since')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, options: { dryRun?: true; force?: true; yes?: true }) => {
      const api = await session.api();
      const force = options.force === true;
      const ask = (dryRun: boolean) => api.post(Undo, ['runs', id, 'undo'], { dryRun, force });
      if (options.dryRun === true || options.yes !== true) {
        const { data, raw } = await ask(true);
        if (options.dryRun === true) {
          await out.result(raw, () => undoInWords(data));
          return done(EXIT.done);
        }
        await out.say(undoInWords(data));
        if (!(await confirmed(session.io.stdin, out, 'Take this back?')))
          throw new CliFailure(EXIT.usage, 'nothing was done; --yes does not ask');
      }
      const { data, raw } = await ask(false);
      await out.result(raw, () => `${countsInWords(data)}\nrecorded as run ${data.undoRun ?? ''}`);
      done(data.counts.refused > 0 ? EXIT.trouble : EXIT.done);
    });

  runs
    .command('report')
    .description('all that a run changed and set aside, removals first')
    .argument('<run>')
    .option('--csv', 'as CSV')
    .action(async (id: string, { csv }: { csv?: true }) => {
      const api = await session.api();
      if (csv === true) {
        for await (const text of api.stream('GET', ['runs', id, 'report'], { query: { format: 'csv' } }))
          await out.text(text);
      } else if (out.json) {
        const run = await api.get(z.unknown(), ['runs', id]);
        const rows: unknown[] = [];
        for await (const row of api.documents('GET', ['runs', id, 'report'])) rows.push(row);
        await out.result({ ...rawObject(run.raw), report: rows }, () => '');
      } else {
        for await (const row of api.documents('GET', ['runs', id, 'report'])) {
          const { what, dataset, record, title, fields, reason, ...rest } = Row.parse(row);
          const where = [rest.stage, rest.field, rest.value].filter((part) => part !== undefined).join(' ');
          const name = [dataset ?? record ?? '', title === undefined ? '' : `«${title}»`].join(' ').trim();
          await out.result({}, () =>
            [what === 'setAside' ? 'set aside' : what, name, fields?.join(', '), where, reason]
              .filter((part) => part !== undefined && part !== '')
              .join('  '),
          );
        }
      }
      done(EXIT.done);
    });
};

const Row = z.object({
  what: z.string(),
  dataset: z.string().optional(),
  record: z.string().optional(),
  title: z.string().optional(),
  fields: z.array(z.string()).optional(),
  stage: z.string().optional(),
  field: z.string().optional(),
  value: z.string().optional(),
  reason: z.string().optional(),
});

function inWords({ field, before, after }: { field: string; before?: unknown; after?: unknown }): string {
  return `    ${field}: ${shown(before)} → ${shown(after)}`;
}

function undoInWords(undo: Undo): string {
  const more = undo.steps.length > STEPS_SHOWN ? [`… and ${undo.steps.length - STEPS_SHOWN} more`] : [];
  return [
    ...undo.steps
      .slice(0, STEPS_SHOWN)
      .flatMap(({ datasetId, action, title, diff, refused }) => [
        `${UNDO_SIGNS[action] ?? ' '} ${datasetId}: ${action} «${title}»${refused === undefined ? '' : `: ${refused}`}`,
        ...diff.map(inWords),
      ]),
    ...more,
    countsInWords(undo),
  ].join('\n');
}

function countsInWords({ counts }: Undo): string {
  const { revert, restore, remove, refused } = counts;
  return `${revert} reverted, ${restore} restored, ${remove} removed, ${refused} left alone because they changed since`;
}
