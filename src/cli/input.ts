import { constants } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CliFailure, EXIT } from './exit.ts';
import type { Output } from './output.ts';
import type { Source } from './session.ts';

/** The longest input that is read whole; a JavaScript text cannot be much longer. */
const INPUT_BYTES_MAX = Math.min(512 * 1024 * 1024, constants.MAX_STRING_LENGTH);

/** A file's bytes, or those of stdin for `-`. */
export async function readInput(file: string, stdin: Source, bytesMax = INPUT_BYTES_MAX): Promise<Buffer> {
  if (file === '-') return readAll(stdin, bytesMax);
  try {
    const { size } = await stat(file);
    if (size > bytesMax) throw tooLarge(file, bytesMax);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    throw unreadable(file, cause);
  }
}

/** A file's bytes, or those of stdin for `-`, as they come: however many there are. */
export async function* streamInput(file: string, stdin: Source): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file === '-' ? stdin : createReadStream(file)) yield Buffer.from(chunk);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** A secret: what is piped in, or typed without being shown. */
export async function readSecret(stdin: Source, out: Output, label: string): Promise<string> {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) {
    return (await readAll(stdin, 65_536)).toString('utf8').replace(/\r?\n$/, '');
  }
  await out.say(`${label} (not shown while you type, Enter ends it):`);
  stdin.setRawMode(true);
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** Whether the person at the keyboard says yes. */
export async function confirmed(stdin: Source, out: Output, question: string): Promise<boolean> {
  await out.say(`${question} [y/N]`);
  const answer = await new Promise<string>((resolve) => {
    stdin.once('data', (chunk: Buffer | string) => resolve(String(chunk)));
    stdin.once('end', () => resolve(''));
  });
  stdin.pause();
  return /^\s*(y|yes|o|oui)\s*$/i.test(answer);
}

async function typedLine(stdin: Source): Promise<string> {
  let typed = '';
  for await (const chunk of stdin) {
    for (const key of String(chunk)) {
      if (key === '\r' || key === '\n' || key === '\u0004') return typed;
      if (key === '\u0003') throw new CliFailure(EXIT.usage, 'stopped: nothing was stored');
      typed = key === '\u007f' || key === '\b' ? typed.replace(/.$/su, '') : typed + key;
    }
  }
  return typed;
}

async function readAll(stdin: Source, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bytesMax) throw tooLarge('stdin', bytesMax);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function unreadable(file: string, cause: unknown): CliFailure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new CliFailure(
    EXIT.usage,
    code === 'ENOENT' ? `${file}: there is no such file` : `${file}: cannot be read (${code})`,
  );
}

function tooLarge(what: string, bytesMax: number): CliFailure {
  return new CliFailure(
    EXIT.usage,
    `${what}: more than ${Math.floor(bytesMax / 1_048_576) || 1} MiB are not read: split it`,
  );
}
