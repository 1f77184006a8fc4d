import { RemoteFault } from '../../faults.ts';
import type { ReadOptions } from '../../formats/format.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Session } from '../session.ts';
import { readerOf } from './convert-from.ts';
import { note, targetOf } from './convert-to.ts';

export const convertCommand: AddCommands = (program, session, done) => {
  program
    .command('convert')
    .description(
      'read what a remote answered, offline: datasets as NDJSON on stdout, what was set aside on stderr',
    )
    .requiredOption('--from <kind>', 'the format, or the adapter, that reads it')
    .option('--to <kind>', 'print a document of that format, or what would be sent to such a remote, instead')
    .option('--language <tag>', 'the language of texts that say none (BCP 47)')
    .option('--base <url>', 'where it was read: relative links start there')
    .argument('[file]', 'a file, or - for stdin', '-')
    .action(async (file: string, options: Options) => {
      done(await convert(session, file, options));
    });
};

interface Options extends ReadOptions {
  from: string;
  to?: string;
}

async function convert(session: Session, file: string, options: Options): Promise<ExitCode> {
  const { out } = session;
  const reader = readerOf(session, options.from);
  const target = targetOf(session, options.to);
  let records = 0;
  let failed = 0;
  try {
    for await (const read of reader.read(file, options)) {
      if ('aside' in read) await out.note(note(read.aside.stage, read.aside.remoteId, read.aside));
      else {
        records += 1;
        for (const warning of read.record.dataset.warning ?? [])
          await out.note(note('warning', read.record.remoteId, warning));
        if (!(await target.record(read.record))) failed += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    if (records === 0) {
      const reason = `${file === '-' ? 'stdin' : file}: is not what ${reader.title} answers: ${error.message}`;
      await out.note(note('read', undefined, { reason }));
      return EXIT.usage;
    }
    // What came before the break is read all the same.
    await out.note(note('read', undefined, { reason: error.message }));
  }
  await target.end();
  if (records === 0) await out.note(note('read', undefined, { reason: 'no record could be read' }));
  return records > 0 && failed === 0 ? EXIT.done : EXIT.trouble;
}
