import type { Warn } from './warn.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  o: 1,
  byte: 1,
  bytes: 1,
  octets: 1,
  k: 1e3,
  kb: 1e3,
  ko: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mo: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  go: 1e9,
  gib: 1024 ** 3,
  t: 1e12,
  tb: 1e12,
  to: 1e12,
  tib: 1024 ** 4,
};
const SIZE = /^([\d\s]+(?:[.,]\d+)?(?:e\+?\d{1,2})?)\s*([a-z]*)$/i;

/** A size in bytes; also as people write it: `1,2 MB`, `12345.0`. */
export function byteSizeOf(text: string | undefined, field: string, warn: Warn): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const [, number = '', unit = ''] = SIZE.exec(text.trim().slice(0, 60)) ?? [];
  const plain = number.replace(/\s/g, '').replace(',', '.');
  const bytes = Math.round(
    Number(plain === '' ? Number.NaN : plain) * (UNITS[unit.toLowerCase()] ?? Number.NaN),
  );
  if (Number.isSafeInteger(bytes) && bytes >= 0) {
    if (unit !== '') warn(field, text, `read as ${bytes} bytes`);
    return bytes;
  }
  warn(field, text, 'not a size in bytes: left out');
  return undefined;
}
