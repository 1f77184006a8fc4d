import { suggestion } from '../../config/suggest.ts';
import { RemoteFault } from '../../faults.ts';
import type { ReadOptions } from '../../formats/format.ts';
import type { Validator, Verdict } from '../../formats/validate/index.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT, type ExitCode } from '../exit.ts';
import { harmless } from '../output.ts';
import type { Session } from '../session.ts';
import { readerOf } from './convert-from.ts';
import { note } from './convert-to.ts';

export const validateCommand: AddCommands = (program, session, done) => {
  program
    .command('validate')
    .description('hold datasets against DCAT-AP 3, offline: what breaks its rules, and a score')
    .option('--from <kind>', 'the format, or the adapter, that reads it', 'canonical')
    .option('--profile <name>', 'dcat-ap, or hvd for high-value datasets', 'dcat-ap')
    .option('--language <tag>', 'the language of texts that say none (BCP 47)')
    .option('--base <url>', 'where it was read: relative links start there')
    .argument('[file]', 'a file, or - for stdin', '-')
    .action(async (file: string, options: Options) => {
      done(await validate(session, file, options));
    });
};

interface Options extends ReadOptions {
  from: string;
  profile: string;
}

interface Tally {
  records: number;
  conforming: number;
  setAside: number;
  points: number;
}

async function validate(session: Session, file: string, options: Options): Promise<ExitCode> {
  const { out } = session;
  const validator = await validatorOf(options.profile);
  const reader = readerOf(session, options.from);
  const verdicts: Verdict[] = [];
  const tally: Tally = { records: 0, conforming: 0, setAside: 0, points: 0 };
  try {
    for await (const read of reader.read(file, options)) {
      if ('aside' in read) {
        tally.setAside += 1;
        await out.note(note(read.aside.stage, read.aside.remoteId, read.aside));
        continue;
      }
      const verdict = await validator.verdict(read.record.dataset);
      tally.records += 1;
      tally.conforming += verdict.conforms ? 1 : 0;
      tally.points += verdict.score.points;
      if (out.json) verdicts.push(verdict);
      else await out.line(harmless(words(verdict)));
    }
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    const what = file === '-' ? 'stdin' : file;
    throw new CliFailure(EXIT.usage, `${what}: is not what ${reader.title} answers: ${error.message}`);
  }
  if (tally.records === 0)
    throw new CliFailure(EXIT.usage, 'no record could be read: there is nothing to validate');
  await out.result(
    { profile: options.profile, ...tally, points: mean(tally), verdicts },
    () =>
      `${tally.conforming} of ${tally.records} conform to ${options.profile}; ${mean(tally)} points on average${tally.setAside === 0 ? '' : `; ${tally.setAside} set aside`}`,
  );
  return tally.conforming === tally.records && tally.setAside === 0 ? EXIT.done : EXIT.trouble;
}

/** The rules and their engine are only loaded for those who ask. */
async function validatorOf(profile: string): Promise<Validator> {
  const { PROFILES, Validator: Made } = await import('../../formats/validate/index.ts');
  const classes = Object.hasOwn(PROFILES, profile) ? PROFILES[profile] : undefined;
  if (classes !== undefined) return new Made(classes);
  throw new CliFailure(
    EXIT.usage,
    `"${profile}" is no profile; ${suggestion(profile, Object.keys(PROFILES).sort())}`,
  );
}

function mean({ points, records }: Tally): number {
  return Math.round((points / records) * 10) / 10;
}

function words({ record, conforms, findings, score }: Verdict): string {
  const parts = score.dimensions.map(({ name, points, max }) => `${name} ${points}/${max}`).join(', ');
  const lines = findings.map(({ severity, field, path, value, message }) => {
    const said = value === undefined ? '' : `: «${value}»`;
    return `  ${severity}  ${field} (${path})${said}: ${message}`;
  });
  return [
    `${record}: ${conforms ? 'conforms' : 'does not conform'}, ${score.points} of ${score.max} points (${parts})`,
    ...lines,
  ].join('\n');
}
