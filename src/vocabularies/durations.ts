/** Seconds of the units; months and years by their mean length in the Gregorian calendar. */
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WEEK = 604_800;
const YEAR = 31_556_952;
const MONTH = YEAR / 12;

const NUMBER = '(\\d{1,9}(?:[.,]\\d{1,9})?)';
/** The T before the hours is optional, as in the `P3D12H` that catalogues print. */
const DURATION = new RegExp(
  `^p(?:${NUMBER}y)?(?:${NUMBER}m)?(?:${NUMBER}w)?(?:${NUMBER}d)?t?(?:${NUMBER}h)?(?:${NUMBER}m)?(?:${NUMBER}s)?$`,
);
const SECONDS = [YEAR, MONTH, WEEK, DAY, HOUR, MINUTE, 1] as const;
const LENGTH_MAX = 80;

/** The seconds of an ISO 8601 duration, alone or repeating (`P1M`, `R/P0.33W`, `R5/2020-01-01/P1Y`). */
export function durationSeconds(text: string): number | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length > 1 && !/^r\d*$/.test(parts[0] ?? '')) return undefined;
  const match = DURATION.exec(parts.find((part) => part.startsWith('p')) ?? '');
  if (match === null) return undefined;
  let seconds = 0;
  for (const [index, unit] of SECONDS.entries())
    seconds += Number((match[index + 1] ?? '0').replace(',', '.')) * unit;
  return seconds > 0 ? seconds : undefined;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:minutes?|min|mins|mn)$/, MINUTE],
  [/^(?:heures?|hours?|h|hrs?)$/, HOUR],
  [/^(?:jours?|days?|j)$/, DAY],
  [/^(?:semaines?|weeks?)$/, WEEK],
  [/^(?:quinzaines?|fortnights?)$/, 2 * WEEK],
  [/^(?:mois|months?)$/, MONTH],
  [/^(?:trimestres?|quarters?)$/, 3 * MONTH],
  [/^(?:semestres?)$/, 6 * MONTH],
  [/^(?:ans?|annees?|years?|yrs?)$/, YEAR],
  [/^(?:decennies?|decades?)$/, 10 * YEAR],
];
const NUMERALS: Readonly<Record<string, number>> = {
  un: 1,
  une: 1,
  one: 1,
  a: 1,
  once: 1,
  deux: 2,
  two: 2,
  twice: 2,
  other: 2,
  trois: 3,
  three: 3,
  thrice: 3,
  quatre: 4,
  four: 4,
  cinq: 5,
  five: 5,
  six: 6,
  sept: 7,
  seven: 7,
  huit: 8,
  eight: 8,
  neuf: 9,
  nine: 9,
  dix: 10,
  ten: 10,
  douze: 12,
  twelve: 12,
  quinze: 15,
  fifteen: 15,
  vingt: 20,
  twenty: 20,
  trente: 30,
  thirty: 30,
};
const EVERY = /(?:^| )(?:tous les|toutes les|every|each|chaque)(?: (\w{1,9}))? (\w{1,9})(?= |$)/;
const TIMES =
  /(?:^| )(?:(\w{1,9}) (?:fois|times?|x)|(once|twice|thrice)) (?:(?:par|per|a|an|each|every|the|l|le|la|chaque|dans l|in a) )?(\w{1,9})(?= |$)/;
const COUNT = /^(\d{1,4}) ?(\w{1,9})$/;

/** A rhythm told in words, folded: `every` how many seconds, and whether it was told as a rate («twice a day»). */
export interface Rhythm {
  seconds: number;
  rate: boolean;
}

/** «tous les 2 ans», «every two weeks», «3 fois par semaine», «twice a month», «15 minutes», «2/an» (`slash`). */
export function rhythmOf(folded: string, slash: boolean): Rhythm | undefined {
  const times = TIMES.exec(folded);
  if (times !== null) return rhythm(times[1] ?? times[2], times[3], true);
  const every = EVERY.exec(folded);
  if (every !== null)
    return every[1] === undefined ? rhythm('1', every[2], false) : rhythm(every[1], every[2], false);
  const count = COUNT.exec(folded);
  return count === null ? undefined : rhythm(count[1], count[2], slash);
}

function rhythm(count: string | undefined, unit: string | undefined, rate: boolean): Rhythm | undefined {
  const number = count === undefined ? undefined : (NUMERALS[count] ?? Number(count));
  const seconds = UNITS.find(([pattern]) => pattern.test(unit ?? ''))?.[1];
  if (number === undefined || !(number > 0) || seconds === undefined) return undefined;
  return { seconds: rate ? seconds / number : seconds * number, rate };
}
