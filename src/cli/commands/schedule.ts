import { z } from 'zod';
import { Status } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { moment } from '../table.ts';

/** Below `navette harvest`, which without a word more harvests now. */
export const scheduleCommands: AddCommands = (program, session, done) => {
  const { out } = session;
  const harvest = program.commands.find((command) => command.name() === 'harvest');

  harvest
    ?.command('next')
    .description('when the next harvests start')
    .argument('<connector>')
    .action(async (id: string) => {
      const { data } = await (await session.api()).get(Status, ['connectors', id]);
      if (data.harvest === undefined)
        throw new CliFailure(EXIT.usage, `${id} does not harvest: its configuration has no harvest`);
      const { next, paused } = data.harvest;
      await out.result({ connector: id, paused, nextRuns: next }, () =>
        paused
          ? `paused: navette resume ${id}`
          : next.length === 0
            ? `no frequency: ${id} harvests when asked`
            : next.map(moment).join('\n'),
      );
      done(EXIT.done);
    });

  harvest
    ?.command('backfill')
    .description('make up for the harvests that fell due between two times')
    .argument('<connector>')
    .requiredOption('--from <time>', 'ISO date-time')
    .requiredOption('--to <time>', 'ISO date-time')
    .action(async (id: string, { from, to }: { from: string; to: string }) => {
      const { data } = await (
        await session.api()
      ).post(z.object({ scheduleId: z.string() }), ['connectors', id, 'backfill'], { from, to });
      await out.result(data, () => `asked for: navette runs ${id} shows them`);
      done(EXIT.done);
    });
};
