import { setImmediate as breath } from 'node:timers/promises';
import type { DecodedText } from '../formats/text/decode.ts';
import type { Session } from './adapter.ts';
import type { FileSettings } from './file-settings.ts';
import { credentials, unsaying } from './login.ts';

const HEAD_LENGTH = 65_536;
/** As much is parsed at once; then other work of the process has its turn. */
const PIECE_LENGTH = 262_144;

export interface FetchedFile {
  text: DecodedText;
  /** Where it came from in the end. */
  url: string;
  /** For messages. */
  where: string;
}

/** A file of the site, whole: one cut short, or larger than allowed, is a fault. */
export async function fetchFile(
  { settings, http, signal }: Session<FileSettings>,
  url: string,
  accept: string,
): Promise<FetchedFile> {
  signal.throwIfAborted();
  const { bytesMax } = settings;
  const answer = await http.send({
    url,
    headers: { accept },
    ...credentials(settings),
    ...(bytesMax === undefined ? {} : { limits: { bodyBytesMax: bytesMax, wireBytesMax: bytesMax } }),
  });
  const text = unsaying(answer.text, settings.key);
  const { host, pathname } = new URL(url);
  return {
    text: { head: text.slice(0, HEAD_LENGTH), pieces: piecesOf(text) },
    url: answer.url,
    where: host + pathname,
  };
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE_LENGTH) {
    if (at > 0) await breath();
    yield text.slice(at, at + PIECE_LENGTH);
  }
}
