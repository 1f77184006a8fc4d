import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { Applied, DatasetPlan } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { readInput } from '../input.ts';
import { wholeNumber } from '../options.ts';
import { Painter, planInWords, summary } from '../plan-text.ts';
import { Progress } from '../progress.ts';
import { rawList } from '../raw.ts';
import type { Session } from '../session.ts';

const Page = z.object({ plan: z.array(DatasetPlan), next: z.string().optional() });

/** A plan as `--out` keeps it and `--apply` takes it; of each step only what decides. */
const Kept = z.object({
  connector: z.string(),
  plan: z.array(DatasetPlan.pick({ datasetId: true, action: true, basis: true })),
});

/** Records read or written in one call: the answer comes while the remote is still the one that was asked. */
const AT_ONCE = 100;

interface Options {
  out?: string;
  apply?: string;
  limit?: number;
}

/** Below `navette plan`, which without a word more is about a file of connectors. */
export const planPushCommands: AddCommands = (program, session, done) => {
  program.commands
    .find((command) => command.name() === 'plan')
    ?.command('push')
    .description('what a push would do now, field by field; or apply what was planned')
    .argument('<connector>')
    .argument('[dataset...]', 'only these; otherwise all that the connector selects or has pushed')
    .option('--limit <count>', 'at most so many', wholeNumber)
    .option('--out <file>', 'keep the plan in a file')
    .option('--apply <file>', 'write what a kept plan says, where everything is still as it was then')
    .action(async (connector: string, datasets: string[], options: Options) => {
      if (options.apply === undefined) done(await plan(session, connector, datasets, options));
      else done(await apply(session, connector, datasets, options.apply));
    });
};

async function plan(
  session: Session,
  connector: string,
  datasets: readonly string[],
  { out: file, limit }: Options,
): Promise<ExitCode> {
  const { out, io } = session;
  const paint = new Painter(out.onTerminal && (io.env['NO_COLOR'] ?? '') === '');
  const all: DatasetPlan[] = [];
  const raws: unknown[] = [];
  const progress = new Progress(out.messages, `plan ${connector}`);
  try {
    for await (const { data, raw } of pages(session, connector, [...new Set(datasets)], limit)) {
      progress.end();
      all.push(...data.plan);
      // What is neither printed nor kept is not held in memory either.
      if (out.json || file !== undefined) raws.push(...rawList(raw, 'plan'));
      if (!out.json) {
        const text = planInWords(data.plan, paint, datasets.length > 0);
        if (text !== '') await out.line(text);
      }
      progress.update(all.length, undefined);
    }
  } finally {
    progress.end();
  }
  const kept = { connector, plan: raws };
  if (file !== undefined) await save(file, JSON.stringify(kept));
  if (out.json) await out.result(kept, () => '');
  else await out.line(summary(all));
  return all.some(({ action }) => action === 'refused' || action === 'conflict') ? EXIT.trouble : EXIT.done;
}

async function* pages(session: Session, connector: string, datasets: readonly string[], limit = Infinity) {
  const api = await session.api();
  const path = ['connectors', connector, 'plan-push'];
  if (datasets.length > 0) {
    const wanted = datasets.slice(0, limit);
    for (let from = 0; from < wanted.length; from += AT_ONCE)
      yield api.post(Page, path, { datasets: wanted.slice(from, from + AT_ONCE) });
    return;
  }
  let left = limit;
  let after: string | undefined;
  do {
    const answer = await api.post(Page, path, {
      limit: Math.min(left, AT_ONCE),
      ...(after === undefined ? {} : { after }),
    });
    yield answer;
    left -= answer.data.plan.length;
    after = answer.data.next;
  } while (after !== undefined && left > 0);
}

async function apply(
  session: Session,
  connector: string,
  datasets: readonly string[],
  file: string,
): Promise<ExitCode> {
  const { out } = session;
  const kept = await read(session, file);
  if (kept.connector !== connector)
    throw new CliFailure(EXIT.usage, `${file} is a plan for ${kept.connector}, not for ${connector}`);
  const stranger = datasets.find((id) => !kept.plan.some(({ datasetId }) => datasetId === id));
  if (stranger !== undefined) throw new CliFailure(EXIT.usage, `${file} does not plan ${stranger}`);
  const steps = kept.plan.filter(
    ({ datasetId, action }) =>
      ['create', 'update', 'remove'].includes(action) &&
      (datasets.length === 0 || datasets.includes(datasetId)),
  );
  const api = await session.api();
  const progress = new Progress(out.messages, `apply to ${connector}`);
  const applied: Applied[] = [];
  try {
    for (let from = 0; from < steps.length; from += AT_ONCE) {
      const { data } = await api.post(
        z.object({ applied: z.array(Applied) }),
        ['connectors', connector, 'apply-plan'],
        { plan: steps.slice(from, from + AT_ONCE) },
      );
      applied.push(...data.applied);
      progress.update(applied.length, steps.length);
    }
  } finally {
    progress.end();
  }
  await out.result(applied, () => applied.map(appliedInWords).join('\n') || 'nothing to write');
  const good = ['pushed', 'removed', 'unchanged', 'skipped'];
  return applied.every(({ outcome }) => good.includes(outcome)) ? EXIT.done : EXIT.trouble;
}

function appliedInWords({ datasetId, outcome, fault }: Applied): string {
  const fields = (fault?.fields ?? []).map((field) => `\n    ${field.path}: ${field.message}`).join('');
  return `${datasetId}: ${outcome}${fault === undefined ? '' : `: ${fault.message}`}${fields}`;
}

async function read({ io }: Session, file: string): Promise<z.infer<typeof Kept>> {
  const text = (await readInput(file, io.stdin)).toString('utf8');
  try {
    return Kept.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliFailure(EXIT.usage, `${file} holds no plan: make one with navette plan push --out`, {
      cause,
    });
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, `${text}\n`);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new CliFailure(EXIT.usage, `${file}: cannot be written (${code})`, { cause });
  }
}
