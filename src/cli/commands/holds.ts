import { z } from 'zod';
import { Candidate, Hold } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { rawList } from '../raw.ts';
import { moment, table } from '../table.ts';

const Groups = z.object({
  duplicates: z.array(
    z.looseObject({
      rung: z.string(),
      records: z.array(z.looseObject({ connectorId: z.string(), datasetId: z.string(), title: z.string() })),
    }),
  ),
});

/** What two records have in common, for people. */
const IN_COMMON: Record<string, string> = {
  identifier: 'the same identifier',
  address: 'the same IRI',
  item: 'the same ArcGIS item and layer',
  page: 'the same landing page',
  source: 'one names the other as its source',
};

/** Removals and renames that wait for a person. */
export const holdCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('holds')
    .description('removals and renames that wait for a decision, oldest first')
    .argument('[connector]')
    .option('--ended', 'those that are over as well, newest first')
    .option('--limit <count>', 'at most so many', wholeNumber, 50)
    .action(async (connector: string | undefined, options: { ended?: boolean; limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ holds: z.array(Hold) }), ['holds'], {
        connector,
        limit: options.limit,
        ...(options.ended === true ? { ended: 'true' } : {}),
      });
      await out.result(rawList(raw, 'holds'), () =>
        data.holds.length === 0
          ? 'nothing waits for a decision'
          : table(
              ['RUN', 'CONNECTOR', 'STATE', 'REMOVALS', 'RENAMES', 'SINCE', 'UNTIL', 'BY'],
              data.holds.map((hold) => [
                hold.runId,
                hold.connectorId,
                hold.state,
                String(hold.removals),
                String(hold.renames),
                moment(hold.createdAt),
                moment(hold.expiresAt),
                hold.decidedBy ?? '',
              ]),
            ),
      );
      done(EXIT.done);
    });

  for (const [word, description, told] of [
    ['approve', 'carry out what a harvest holds back, as far as it still holds', 'is being carried out'],
    ['reject', 'spare what a harvest wants to remove; renames become datasets of their own', 'stays'],
  ] as const) {
    program
      .command(word)
      .description(description)
      .argument('<run>', 'as navette holds lists it')
      .option('--by <name>', 'who decides, for the record')
      .action(async (run: string, { by }: { by?: string }) => {
        const { data, raw } = await (
          await session.api()
        ).post(Hold, ['runs', run, word], { by: by ?? session.io.env['USER'] ?? 'cli' });
        await out.result(
          raw,
          () =>
            `${data.state}: ${data.removals} removals and ${data.renames} renames, what of them waits ${told}`,
        );
        done(EXIT.done);
      });
  }

  program
    .command('absent')
    .description('records that their source lists no longer, longest missing first')
    .argument('<connector>')
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .action(async (connector: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ absent: z.array(Candidate) }), ['connectors', connector, 'absent'], { limit });
      await out.result(rawList(raw, 'absent'), () =>
        data.absent.length === 0
          ? 'nothing is missing'
          : table(
              ['DATASET', 'TITLE', 'STATE', 'MISSING SINCE', 'LISTINGS', 'RUN'],
              data.absent.map((row) => [
                row.datasetId,
                row.title,
                row.state,
                moment(row.missingSince),
                String(row.absences),
                row.heldBy ?? '',
              ]),
            ),
      );
      done(EXIT.done);
    });

  program
    .command('duplicates')
    .description('records of several connectors that are likely the same; nothing is merged')
    .argument('[connector]', 'only those that it has one of')
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .action(async (connector: string | undefined, { limit }: { limit: number }) => {
      const { data, raw } = await (await session.api()).get(Groups, ['duplicates'], { connector, limit });
      await out.result(rawList(raw, 'duplicates'), () =>
        data.duplicates.length === 0
          ? 'no duplicates'
          : data.duplicates
              .flatMap(({ rung, records }) => [
                `${IN_COMMON[rung] ?? rung}:`,
                ...records.map(
                  ({ connectorId, datasetId, title }) => `  ${connectorId}  ${datasetId}  ${title}`,
                ),
              ])
              .join('\n'),
      );
      done(EXIT.done);
    });
};
