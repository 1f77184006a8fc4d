import type { Coded } from '../model/coded.ts';
import { durationSeconds, rhythmOf } from './durations.ts';
import { fold, foldUri } from './fold.ts';
import { FREQUENCIES, ISO_FREQUENCIES } from './frequency-table.ts';
import type { Frequency } from './frequency-table.ts';
import { coded, CONFIDENCE, single, unknown, Vocabulary } from './match.ts';
import type { Projected } from './match.ts';
import { memoise } from './memo.ts';

const EU = 'http://publications.europa.eu/resource/authority/frequency';
const DC = 'purl.org/cld/freq';
/** SDMX's code list, for statistical sources. */
const SDMX: Readonly<Record<string, string>> = {
  a: 'ANNUAL',
  s: 'ANNUAL_2',
  q: 'QUARTERLY',
  m: 'MONTHLY',
  w: 'WEEKLY',
  d: 'DAILY',
  b: 'WEEKLY_5',
  h: 'HOURLY',
  n: '1MIN',
};

const ROWS: readonly Frequency[] = FREQUENCIES.map((row) => ({
  ...row,
  uri: `${EU}/${row.code}`,
  uris: row.dc === undefined ? [] : [`${DC}/${row.dc}`, `${DC}#${row.dc}`],
  codes: [
    ...(row.codes ?? []),
    ...(row.code === 'OP_DATPRO' ? [] : [row.udata]),
    ...(row.dc === undefined ? [] : [row.dc, `freq:${row.dc}`]),
  ],
}));
const rows = new Map(ROWS.map((row) => [row.code, row]));
const isoCodes = new Map(
  Object.entries(ISO_FREQUENCIES).map(([iso, code]) => [iso.toLowerCase(), rows.get(code)]),
);
const vocabulary = new Vocabulary(ROWS);

/** The rows that a duration is read as. `CONT` tolerates a day but is no daily rhythm; `DAILY_2` and `12HRS` share twelve hours. */
const rhythms = ROWS.filter((row) => row.duration !== undefined && row.code !== 'CONT').map((row) => ({
  row,
  seconds: durationSeconds(row.duration ?? '') ?? 0,
}));

/** P30D is a month and P365D a year, P4W nearly a month; further apart it is another rhythm. */
const SAME_WITHIN = 0.016;
const NEAR_WITHIN = 0.1;

/**
 * Recognises an update frequency: EU, Dublin Core, ISO 19115, INSPIRE and SDMX addresses and codes, udata ids, DCAT-US
 * and other ISO 8601 durations, French and English words.
 */
export const matchFrequency: (raw: string) => Readonly<Coded> = memoise((raw) => {
  const text = raw.trim();
  const byUri = vocabulary.uri(text) ?? byCodeList(text);
  if (byUri !== undefined) return coded(byUri, raw, 'uri');
  const byCode = vocabulary.code(text) ?? isoCodes.get(isoWord(text));
  if (byCode !== undefined) return coded(byCode, raw, 'code');
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return byDuration(raw, seconds);
  const folded = fold(text);
  const alias = vocabulary.alias(folded);
  if (alias !== undefined) return coded(alias, raw, 'alias');
  return byRhythm(raw, folded) ?? byWords(raw, folded);
});

/** udata's id. */
export function toUdataFrequency(frequency: Coded | undefined): Projected {
  const row = rowOf(frequency);
  if (row === undefined) return { id: 'unknown', ...unrecognised(frequency, 'unknown') };
  if (row.code === 'OP_DATPRO')
    return { id: row.udata, loss: 'udata has no «provisional data», written as unknown' };
  return { id: row.udata };
}

/** ISO 19115's code; a rhythm that it has no code for is `periodic`, its length belongs into userDefinedMaintenanceFrequency. */
export function toIsoFrequency(frequency: Coded | undefined): Projected {
  const row = rowOf(frequency);
  if (row === undefined) return { id: 'unknown', ...unrecognised(frequency, 'unknown') };
  const id = row.iso ?? (row.duration === undefined ? 'unknown' : 'periodic');
  if (ISO_FREQUENCIES[id] === row.code) return { id };
  return { id, loss: `ISO 19115 has no code for «${nameOf(row)}», written as ${id}` };
}

/** DCAT-US's `R/P…` or `irregular`; undefined when nothing is known that could be said there. */
export function toDcatUsFrequency(frequency: Coded | undefined): Projected | undefined {
  const row = rowOf(frequency);
  if (row === undefined || row.code === 'UNKNOWN' || row.code === 'OP_DATPRO') return undefined;
  if (row.dcatUs !== undefined) return { id: row.dcatUs };
  // Several times a day has no length: its «P1D» is a tolerance.
  if (row.duration !== undefined && row.code !== 'CONT') {
    const id = `R/${row.duration}`;
    return matchFrequency(id).code === row.code
      ? { id }
      : { id, loss: `DCAT-US says «${nameOf(row)}» only as ${id}` };
  }
  const id = row.code === 'CONT' ? 'R/PT1S' : 'irregular';
  return { id, loss: `DCAT-US has no code for «${nameOf(row)}», written as ${id}` };
}

/** How long one may wait for an update before the data count as stale, ISO 8601. */
export function frequencyDuration(frequency: Coded | undefined): string | undefined {
  return rowOf(frequency)?.duration;
}

function rowOf(frequency: Coded | undefined): Frequency | undefined {
  return frequency?.code === undefined ? undefined : rows.get(frequency.code);
}

function nameOf(row: Frequency): string {
  return row.label?.['en'] ?? row.code;
}

function unrecognised(frequency: Coded | undefined, id: string): { loss?: string } {
  const raw = frequency?.raw ?? '';
  return raw.trim() === '' ? {} : { loss: `the frequency «${raw}» is not recognised, written as ${id}` };
}

const ISO_PREFIX = /^(?:gmd:)?md_maintenancefrequencycode[_./#: ]*/i;

function isoWord(text: string): string {
  return text.replace(ISO_PREFIX, '').toLowerCase();
}

/** A term of a code list: INSPIRE's register, the ISO catalogues with the term in the fragment, SDMX. */
function byCodeList(text: string): Frequency | undefined {
  const uri = foldUri(text);
  if (uri === undefined) return undefined;
  const term = /[/#:_]([a-z]+)$/.exec(uri)?.[1] ?? '';
  // Catalogues of ISO's lists may leave the list's own name out: `…/19115/resources/Codelists/cat/codelists.xml#asNeeded`.
  if (/maintenancefrequency|\/19115\/.*codelist/.test(uri)) return isoCodes.get(term);
  const sdmx = /sdmx.*[/#_-]([a-z])$/.exec(uri)?.[1];
  if (sdmx !== undefined) return rows.get(SDMX[sdmx] ?? '');
  return /^(?:dublincore\.org|purl\.org\/cld)\/.*freq/.test(uri) ? vocabulary.code(term) : undefined;
}

function byDuration(raw: string, seconds: number): Readonly<Coded> {
  // DCAT-US once listed half a week as «biweekly», which its readers took for two weeks.
  if (/^r\/p0[.,]5w$/i.test(raw.trim())) return match(raw, 'WEEKLY_2', 'code', CONFIDENCE.ambiguous);
  const near = nearest(seconds, false);
  if (near === undefined) return match(raw, 'OTHER', 'code', CONFIDENCE.ambiguous);
  return coded(near.row, raw, 'code', near.exact ? CONFIDENCE.code : CONFIDENCE.text);
}

function byRhythm(raw: string, folded: string): Readonly<Coded> | undefined {
  const rhythm = rhythmOf(folded, raw.includes('/'));
  if (rhythm === undefined) return undefined;
  const near = nearest(rhythm.seconds, rhythm.rate);
  if (near === undefined) return match(raw, 'OTHER', 'alias', CONFIDENCE.ambiguous);
  return coded(near.row, raw, 'alias', near.exact ? CONFIDENCE.alias : CONFIDENCE.text);
}

/** The one rhythm named inside a longer text; two different ones contradict each other. */
function byWords(raw: string, folded: string): Readonly<Coded> {
  const named = single(vocabulary.within(folded));
  if (named !== undefined) return coded(named, raw, 'alias', CONFIDENCE.text);
  const near = vocabulary.near(folded);
  return near === undefined ? unknown(raw) : coded(near, raw, 'fuzzy');
}

function nearest(seconds: number, rate: boolean): { row: Frequency; exact: boolean } | undefined {
  let best: Frequency | undefined;
  let gap = NEAR_WITHIN;
  for (const candidate of rhythms) {
    const apart = Math.abs(Math.log(seconds / candidate.seconds));
    // «Twice a day» is a rate, «every twelve hours» an interval.
    const preferred = rate && candidate.row.code === 'DAILY_2' && apart <= gap;
    if (apart < gap || preferred) {
      best = candidate.row;
      gap = apart;
    }
  }
  return best === undefined ? undefined : { row: best, exact: gap <= SAME_WITHIN };
}

function match(raw: string, code: string, method: 'code' | 'alias', confidence: number): Readonly<Coded> {
  const row = rows.get(code);
  return row === undefined ? unknown(raw) : coded(row, raw, method, confidence);
}
