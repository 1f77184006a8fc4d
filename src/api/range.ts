/**
 * The part that a Range header asks for. Undefined for the whole: no header, one that is none, several parts, or another
 * unit. `beyond`: nothing of what is asked for is there.
 */
export function rangeIn(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined | 'beyond' {
  const [, from = '', to = ''] =
    /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const last = Math.min(Number(to), size);
    return last === 0 ? 'beyond' : { start: size - last, end: size - 1 };
  }
  if (to !== '' && Number(to) < Number(from)) return undefined;
  if (Number(from) >= size) return 'beyond';
  return { start: Number(from), end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
