import { z } from 'zod';
import { pickText } from '../../model/text.ts';
import { Entry, Version, Written } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { patchFrom } from '../dataset-fields.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { readInput } from '../input.ts';
import { wholeNumber } from '../options.ts';
import { rawList } from '../raw.ts';
import type { Session } from '../session.ts';
import { moment, table } from '../table.ts';

const Page = z.object({ entries: z.array(Entry), next: z.string().optional() });
const PAGE = 500;
const FILE_BYTES_MAX = 8 * 1024 * 1024;

interface ListOptions {
  text?: string;
  harvestedBy?: string;
  state?: string;
  limit: number;
  all?: true;
}

export const datasetCommands: AddCommands = (program, session, done) => {
  const { out } = session;
  const dataset = program.command('dataset').description('datasets of the platform');

  dataset
    .command('get')
    .description('one dataset')
    .argument('<id>')
    .action(async (id: string) => {
      const { raw } = await (await session.api()).get(Entry, ['datasets', id]);
      await out.result(raw, () => JSON.stringify(raw, null, 2));
      done(EXIT.done);
    });

  dataset
    .command('list')
    .description('datasets, in order of id')
    .option('--text <words>', 'words that the title holds')
    .option('--harvested-by <connector>', 'brought by this connector, or - for those made here')
    .option('--state <state>', 'active, archived or deleted')
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .option('--all', 'all of them')
    .action(async (options: ListOptions) => {
      if (out.json) await out.array(listed(session, options));
      else await out.line(await listInWords(session, options));
      done(EXIT.done);
    });

  dataset
    .command('set')
    .description(
      'change fields: title=… description.en=… keyword.fr=a,b license=etalab-2.0 visibility=private; nothing after = takes a field away',
    )
    .argument('<id>')
    .argument('<field=value...>')
    .action(async (id: string, assignments: string[]) => {
      const api = await session.api();
      // The misspelt field is told before the dataset is asked for.
      const { data: before } = await api.get(Entry, ['datasets', id]);
      const { unrecognised, assumed, ...patch } = patchFrom(assignments, before.dataset);
      for (const word of [...unrecognised, ...assumed]) await out.say(word);
      const { data, raw } = await api.write(Written, 'PATCH', ['datasets', id], patch);
      await out.result(raw, () => `${data.id}: ${data.action}, version ${data.rev}`);
      done(EXIT.done);
    });

  dataset
    .command('put')
    .description('create or replace a dataset from JSON')
    .argument('<id>')
    .argument('[file]', 'the dataset, or - for stdin', '-')
    .option('--visibility <visibility>', 'public or private')
    .option('--owner <owner>')
    .action(async (id: string, file: string, options: { visibility?: string; owner?: string }) => {
      const body = { ...wrapped(file, await readInput(file, session.io.stdin, FILE_BYTES_MAX)), ...options };
      const { data, raw } = await (await session.api()).write(Written, 'PUT', ['datasets', id], body);
      await out.result(raw, () => `${data.id}: ${data.action}, version ${data.rev}`);
      done(EXIT.done);
    });

  dataset
    .command('delete')
    .description('take datasets away; remotes follow')
    .argument('<id...>')
    .option('--archive', 'keep them here, out of sight')
    .action(async (ids: string[], { archive }: { archive?: true }) => {
      const state = archive === true ? 'archived' : 'deleted';
      for (const id of ids)
        await (await session.api()).send('DELETE', ['datasets', id], undefined, { state });
      await out.result(
        ids.map((id) => ({ id, state })),
        () => ids.map((id) => `${id}: ${state}`).join('\n'),
      );
      done(EXIT.done);
    });

  dataset
    .command('versions')
    .description('versions of a dataset, newest first')
    .argument('<id>')
    .option('--limit <count>', 'at most so many', wholeNumber, 20)
    .action(async (id: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ versions: z.array(Version) }), ['datasets', id, 'versions'], { limit });
      await out.result(rawList(raw, 'versions'), () =>
        table(
          ['VERSION', 'STATE', 'BY', 'AT'],
          data.versions.map((version) => [
            String(version.rev),
            version.state,
            version.by,
            moment(version.at),
          ]),
        ),
      );
      done(EXIT.done);
    });
};

async function* listed(session: Session, options: ListOptions): AsyncGenerator {
  const { text, harvestedBy, state } = options;
  let left = options.all === true ? Number.POSITIVE_INFINITY : options.limit;
  let cursor: string | undefined;
  do {
    const query = { text, harvestedBy, state, cursor, limit: Math.min(PAGE, left) };
    const { data } = await (await session.api()).get(Page, ['datasets'], query);
    yield* data.entries;
    left -= data.entries.length;
    cursor = data.next === cursor ? undefined : data.next;
  } while (cursor !== undefined && left > 0);
}

async function listInWords(session: Session, options: ListOptions): Promise<string> {
  const rows: string[][] = [];
  for await (const entry of listed(session, options)) {
    const { id, dataset, visibility, state, harvestedBy, rev, updatedAt } = Entry.parse(entry);
    rows.push([
      id,
      pickText(dataset.title, []) ?? '',
      visibility,
      state,
      harvestedBy ?? '',
      String(rev),
      moment(updatedAt),
    ]);
  }
  return rows.length === 0
    ? 'no datasets'
    : table(['DATASET', 'TITLE', 'VISIBILITY', 'STATE', 'HARVESTED BY', 'VERSION', 'CHANGED'], rows);
}

/** A file may hold the dataset alone or what `dataset get` prints of it. */
function wrapped(file: string, bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new CliFailure(EXIT.usage, `${file === '-' ? 'stdin' : file}: is no JSON`);
  }
  const whole = z
    .object({ dataset: z.looseObject({}), visibility: z.unknown().optional(), owner: z.unknown().optional() })
    .safeParse(value);
  return whole.success ? whole.data : { dataset: value };
}
