import { z } from 'zod';
import { readConnectorsFile } from '../../config/file.ts';
import { ConfigError } from '../../config/issues.ts';
import { parseConnectors } from '../../config/parse-connectors.ts';
import { Plan } from '../answers.ts';
import { ApiRefusal } from '../api-client.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { confirmed } from '../input.ts';
import type { Session } from '../session.ts';

const FILE_USUAL = 'connectors.yaml';
const Plans = z.object({ plan: z.array(Plan) });

const SIGNS = { create: '+', update: '~', unchanged: ' ', retire: '-' } as const;

export const applyCommands: AddCommands = (program, session, done) => {
  program
    .command('plan')
    .description('what applying a file of connectors would change')
    .argument('[file]', 'connectors', FILE_USUAL)
    .action(async (file: string) => {
      const { plan } = await planned(session, file);
      await session.out.result(plan, () => inWords(plan, false));
      done(EXIT.done);
    });

  program
    .command('apply')
    .description('make the connectors as the file says')
    .argument('[file]', 'connectors', FILE_USUAL)
    .option('--retire-others', 'retire connectors that are not in the file')
    .option('-y, --yes', 'do not ask')
    .action(async (file: string, options: { retireOthers?: true; yes?: true }) => {
      const retireOthers = options.retireOthers === true;
      const { plan, connectors, placed } = await planned(session, file);
      const changes = plan.filter(
        (step) => step.action !== 'unchanged' && (retireOthers || step.action !== 'retire'),
      );
      if (changes.length > 0 && options.yes !== true) await agreed(session, plan, retireOthers);
      const api = await session.api();
      const { data } = await placed(api.post(Plans, ['connectors', 'apply'], { connectors, retireOthers }));
      await session.out.result(data.plan, () => inWords(data.plan, true));
      done(EXIT.done);
    });
};

async function planned(session: Session, file: string) {
  const read = await readConnectorsFile(file);
  const { connectors } = read;
  const { adapters } = session.io;
  const { issues } = parseConnectors(connectors, (kind) => adapters.adapterOf(kind), adapters.adapterKinds());
  if (issues.length > 0)
    throw new ConfigError(issues.map((issue) => read.describe(issue)).join('\n'), issues);
  /** What the API finds wrong is shown where it stands in the file. */
  const placed = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (
        !(error instanceof ApiRefusal) ||
        error.problem.error !== 'invalid' ||
        error.problem.issues.length === 0
      )
        throw error;
      throw new ConfigError(
        error.problem.issues.map((issue) => read.describe(issue)).join('\n'),
        error.problem.issues,
      );
    }
  };
  const api = await session.api();
  const { data } = await placed(api.post(Plans, ['connectors', 'plan'], { connectors, retireOthers: true }));
  return { plan: data.plan, connectors, placed };
}

/** Asks where somebody can answer. Without a terminal, only what takes nothing away is done unasked. */
async function agreed({ io, out }: Session, plan: readonly Plan[], retireOthers: boolean): Promise<void> {
  const retired = retireOthers ? plan.filter((step) => step.action === 'retire') : [];
  if (io.stdin.isTTY === true && io.stderr.isTTY === true) {
    await out.say(inWords(plan, false));
    if (!(await confirmed(io.stdin, out, 'Apply this?')))
      throw new CliFailure(EXIT.usage, 'nothing was changed');
  } else if (retired.length > 0) {
    throw new CliFailure(
      EXIT.usage,
      `this would retire ${retired.map((step) => step.id).join(', ')}: say --yes if that is meant`,
    );
  }
}

function inWords(plan: readonly Plan[], applied: boolean): string {
  const lines = plan.map((step) => {
    const words =
      step.action === 'retire' && !applied
        ? 'not in the file: stays, unless applied with --retire-others'
        : step.action;
    return [
      `${SIGNS[step.action]} ${step.id}: ${words}`,
      ...step.changes.map((change) => `    ${change}`),
    ].join('\n');
  });
  return lines.length === 0 ? 'nothing to do' : lines.join('\n');
}
