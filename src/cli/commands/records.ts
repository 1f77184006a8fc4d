import { z } from 'zod';
import { RecordShown, Unmatched } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { rawList } from '../raw.ts';
import { list, moment, table } from '../table.ts';

export const recordCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('record')
    .description('one harvested record, and which rule changed which field from what')
    .argument('<connector>')
    .argument('<record>', 'its id on the remote, or that of the dataset that it became')
    .action(async (connector: string, id: string) => {
      const { data, raw } = await (
        await session.api()
      ).get(RecordShown, ['connectors', connector, 'records', id]);
      await out.result(raw, () => inWords(data));
      done(EXIT.done);
    });

  program
    .command('unmatched')
    .description('values that the value maps of a connector do not have')
    .argument('<connector>')
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .action(async (connector: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ unmatched: z.array(Unmatched) }), ['connectors', connector, 'unmatched'], { limit });
      await out.result(rawList(raw, 'unmatched'), () =>
        data.unmatched.length === 0
          ? 'every value is known'
          : table(
              ['RECORDS', 'VALUE', 'FIELD', 'RULE'],
              data.unmatched.map((row) => [String(row.records), row.value, row.field, row.rule]),
            ),
      );
      done(EXIT.done);
    });
};

function inWords({ rules, ...record }: RecordShown): string {
  const head = list([
    ['record', record.remoteId],
    ['dataset', record.datasetId],
    ['seen in', record.seenRun],
    ['changed in', record.changedRun],
    ['missing since', moment(record.missingSince)],
    ['removed', moment(record.removedAt)],
    ['rules', rules === undefined ? 'none changed anything' : undefined],
    ['no rule knows', rules?.unmatched?.map(({ field, value }) => `${field}: ${value}`).join('; ')],
  ]);
  if (rules === undefined || rules.touched.length === 0) return head;
  const rows = rules.touched.map(({ rule, field, from, to }) => [
    rule,
    field,
    from ?? '(nothing)',
    to ?? '(taken away)',
  ]);
  return [
    head,
    '',
    table(['RULE', 'FIELD', 'FROM', 'TO'], rows),
    ...(rules.more === undefined ? [] : [`and ${rules.more} more`]),
  ].join('\n');
}
