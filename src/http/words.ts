/** Characters of a remote's answer that a message may quote. */
const EXCERPT_CHARS = 200;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** The beginning of a foreign text as a message may hold it: without secrets, which have to be hidden before anything is cut. */
export type Quote = (text: string, chars?: number) => string;

/** A duration for people: `30 s`, `0.2 s`. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

/** A size for people: `32 MiB`, `16 KiB`, `900 bytes`. */
export function size(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`;
}

/**
 * The beginning of a foreign text on one line, with control, direction-changing and other invisible characters written
 * out, so that it cannot dress up as part of the message around it.
 */
export function excerpt(text: string, chars = EXCERPT_CHARS): string {
  const line = text
    .slice(0, chars * 4)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const visible = line.replace(INVISIBLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return visible.length <= chars ? visible : `${visible.slice(0, chars).replace(/\p{Cs}$/u, '')}…`;
}
