import { z } from 'zod';
import { ConflictEntry } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { conflictInWords } from '../plan-text.ts';
import { rawList } from '../raw.ts';
import { moment } from '../table.ts';

const Adopted = z.looseObject({ remoteId: z.string(), title: z.string() });
const Resolved = z.looseObject({ resolved: z.array(z.string()), open: z.array(z.string()) });

/** Where a record is, or was edited, by somebody else: the decisions of a person. */
export const adoptCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('adopt')
    .description('bind a dataset to a record that is on the remote already, instead of making another')
    .argument('<connector>')
    .argument('<dataset>')
    .argument('<remote-id>', 'id of the record there')
    .action(async (connector: string, dataset: string, remoteId: string) => {
      const { data, raw } = await (
        await session.api()
      ).post(Adopted, ['connectors', connector, 'adopt'], { dataset, remoteId });
      await out.result(
        raw,
        () =>
          `${dataset} has the record ${data.remoteId} now (${data.title}); the next push brings it up to date`,
      );
      done(EXIT.done);
    });

  program
    .command('conflicts')
    .description('fields that were changed here and on the remote, and wait for a decision')
    .argument('<connector>')
    .option('--limit <count>', 'at most so many datasets', wholeNumber, 100)
    .action(async (connector: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ conflicts: z.array(ConflictEntry) }), ['connectors', connector, 'conflicts'], {
        limit,
      });
      await out.result(rawList(raw, 'conflicts'), () =>
        data.conflicts.length === 0
          ? 'no conflicts'
          : data.conflicts
              .flatMap(({ datasetId, since, conflicts }) => [
                `${datasetId}, since ${moment(since)}`,
                ...conflicts.map(conflictInWords),
              ])
              .join('\n'),
      );
      done(EXIT.done);
    });

  program
    .command('resolve')
    .description('decide conflicts of a dataset: ours overwrites the remote, theirs leaves it as it is')
    .argument('<connector>')
    .argument('<dataset>')
    .argument('<ours|theirs>')
    .argument('[field...]', 'only these')
    .action(async (connector: string, dataset: string, take: string, fields: string[]) => {
      if (take !== 'ours' && take !== 'theirs')
        throw new CliFailure(EXIT.usage, `say ours or theirs, not "${take}"`);
      const { data, raw } = await (
        await session.api()
      ).post(Resolved, ['connectors', connector, 'conflicts', dataset], {
        take,
        ...(fields.length === 0 ? {} : { fields }),
      });
      await out.result(raw, () => {
        const open = data.open.length === 0 ? '' : `; still open: ${data.open.join(', ')}`;
        return `${dataset}: ${take} for ${data.resolved.join(', ')}${open}`;
      });
      done(EXIT.done);
    });
};
