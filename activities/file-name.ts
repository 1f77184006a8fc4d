import type { Distribution } from '../src/model/distribution.ts';

const NAME_LENGTH_MAX = 120;
/** An ending of a file's name, as portals go by. */
const ENDING = /\.([a-z0-9]{1,8})$/i;

/** Words by which a distribution's format goes: its code, its media type, the endings of its addresses. */
export function formatNames({ format, mediaType, downloadURL = [] }: Distribution): Set<string> {
  const endings = downloadURL.map((url) => ENDING.exec(lastPart(url))?.[1]);
  const names = [format?.code, format?.raw, mediaType, mediaType?.split('/')[1], ...endings];
  return new Set(names.flatMap((name) => (name === undefined ? [] : [name.toLowerCase()])));
}

/**
 * A name with an ending that portals understand: the address's own, else the one that the server tells, else the
 * distribution's id with the ending of its format.
 */
export function fileName(distribution: Distribution, url: string, told?: string): string {
  const own = [lastPart(url), told ?? ''].map(clean).find((name) => ENDING.test(name));
  if (own !== undefined) return own;
  const { id, format, mediaType } = distribution;
  const ending = (format?.code ?? mediaType?.split('/')[1] ?? 'bin').toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${clean(id ?? 'data') || 'data'}.${ending}`;
}

function lastPart(url: string): string {
  const last = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Letters, digits and what stands between them: no folder, no quote, nothing invisible. The ending stays when it is cut. */
function clean(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .toWellFormed();
  return plain.length <= NAME_LENGTH_MAX ? plain : plain.slice(-NAME_LENGTH_MAX).replace(/^[.-]+/, '');
}
