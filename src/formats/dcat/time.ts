import type { Coded } from '../../model/coded.ts';
import type { Period } from '../../model/coverage.ts';
import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { dateIn, readDate } from '../values/dates.ts';
import { readDuration } from '../values/durations.ts';
import { periodOf, readPeriod } from '../values/periods.ts';
import { some, unique } from '../values/record.ts';
import { frequencyOf } from '../values/terms.ts';
import { bestOf, termIn } from './coded.ts';
import { nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';

const STARTS = [
  'dcat:startDate',
  'schema:startDate',
  'dcatapit:startDate',
  'time:hasBeginning',
  'time:intervalStarts',
  'scovo:min',
  'dct:start',
  'prov:startedAtTime',
  'ical:dtstart',
] as const;
const ENDS = [
  'dcat:endDate',
  'schema:endDate',
  'dcatapit:endDate',
  'time:hasEnd',
  'time:intervalFinishes',
  'scovo:max',
  'dct:end',
  'prov:endedAtTime',
  'ical:dtend',
] as const;
const INSTANTS = [
  'time:inXSDDateTimeStamp',
  'time:inXSDDateTime',
  'time:inXSDDate',
  'time:inXSDgYearMonth',
  'time:inXSDgYear',
  'time:inDateTime',
  'rdf:value',
  'dct:date',
  'schema:value',
  'rdfs:label',
] as const;
/** reference.data.gov.uk and its like name periods by address. */
const NAMED =
  /\/id\/(?:year|month|day|gregorian-year|gregorian-month|gregorian-day)\/(\d{4}(?:-\d{2}){0,2})$|\/id\/gregorian-interval\/([^/]+\/P[^/]+)$/;

/** Some say how often something changes where they should say when. */
const REPEATED = /^R\d*\/P/i;

export function timesIn(node: Node, scope: Scope): Record<string, unknown> {
  return {
    ...datesIn(node, scope),
    created: oneDate(node.first('dct:created', 'schema:dateCreated'), 'created', scope),
    frequency: frequenciesIn(node, scope),
    temporal: some(
      unique(
        node.all('dct:temporal', 'schema:temporalCoverage').flatMap((term) => periodIn(term, scope) ?? []),
      ),
    ),
    temporalResolution: durationIn(node, scope),
  };
}

/** Both of a record and of a distribution. */
export function datesIn(node: Node, scope: Scope): Record<string, string | undefined> {
  return {
    issued: oneDate(node.first('dct:issued', 'schema:datePublished'), 'issued', scope),
    modified: oneDate(node.first('dct:modified', 'schema:dateModified'), 'modified', scope, true),
  };
}

/** Of several dates the first, or the last for the change: a merged record has several. */
export function oneDate(
  terms: readonly Term[],
  field: string,
  scope: Scope,
  latest = false,
): string | undefined {
  const dates = terms.flatMap((term) => {
    const text = isLiteral(term)
      ? term.value
      : (instantIn(term, scope) ?? (term.kind === 'iri' ? term.id : ''));
    if (REPEATED.test(text)) {
      scope.warn(field, text, 'how often, not when: left out');
      return [];
    }
    return dateIn(text, field, scope.warn) ?? [];
  });
  const sorted = unique(dates).sort();
  const chosen = latest ? sorted.at(-1) : sorted[0];
  for (const other of sorted)
    if (other !== chosen && chosen?.startsWith(other) !== true)
      scope.warn(field, other, `another date beside ${chosen}: left out`);
  // Of `2019` and `2019-03-04`, the one that says more.
  return chosen === undefined
    ? undefined
    : (sorted.find((other) => other.startsWith(chosen) && other.length > chosen.length) ?? chosen);
}

function frequenciesIn(node: Node, scope: Scope): unknown {
  const told = node.first('dct:accrualPeriodicity', 'schema:repeatFrequency', 'dct:frequency');
  const instead = node.all('dct:modified').filter((term) => isLiteral(term) && REPEATED.test(term.value));
  const found = (told.length > 0 ? told : instead).flatMap(
    (term) => rhythmIn(term, scope) ?? termIn(term, frequencyOf, 'dct:accrualPeriodicity', scope) ?? [],
  );
  return bestOf(unique(found), 'frequency', scope.warn);
}

const UNITS = ['time:years', 'time:months', 'time:weeks', 'time:days', 'time:hours', 'time:minutes'] as const;

/** time:DurationDescription, as datos.gob.es describes how often: three months. */
function rhythmIn(term: Term, scope: Scope): Coded | undefined {
  const via = 'dct:accrualPeriodicity';
  const node = nodeOf(term, via, scope);
  const inner = node?.says('rdf:value') === true ? node.all('rdf:value') : [];
  for (const candidate of [node, ...inner.map((value) => nodeOf(value, via, scope))]) {
    if (candidate === undefined || !candidate.says(...UNITS)) continue;
    const [years, months, weeks, days, hours, minutes] = UNITS.map((unit) =>
      Number(candidate.all(unit).find(isLiteral)?.value ?? 0),
    );
    const date = `P${years}Y${months}M${(weeks ?? 0) * 7 + (days ?? 0)}D`;
    const frequency = frequencyOf({
      code: `${date}T${hours}H${minutes}M`.replace(/(?<=[PYMDTH])0[YMDHM]/g, '').replace(/T$/, ''),
    });
    // What is said in words of the same rhythm says nothing more.
    candidate.all('rdfs:label', 'skos:prefLabel');
    if (frequency?.code !== undefined) return frequency;
  }
  return undefined;
}

function periodIn(term: Term, scope: Scope): Period | undefined {
  if (isLiteral(term)) return periodInText(term.value, scope);
  const [, year, interval] = NAMED.exec(term.id) ?? [];
  if (year !== undefined || interval !== undefined) return readPeriod(year ?? interval ?? '');
  const node = nodeOf(term, 'dct:temporal', scope);
  if (node === undefined || !node.isDescribed)
    return term.kind === 'iri' ? periodInText(term.id.replace(/^.*#/, ''), scope, term.id) : undefined;
  const start = bound(node, STARTS, scope);
  const end = bound(node, ENDS, scope);
  const period =
    start === undefined && end === undefined ? undefined : periodOf(start, end, 'temporal', scope.warn);
  if (period !== undefined) return period;
  const instant = instantIn(term, scope);
  if (instant !== undefined && readDate(instant) !== undefined) return readPeriod(instant);
  // The words of a period: `2010-2015`.
  const [words] = textsOf([term], 'dct:temporal', scope);
  if (words !== undefined) return periodInText(words.value, scope);
  return undefined;
}

function periodInText(text: string, scope: Scope, told = text): Period | undefined {
  if (text.trim() === '') return undefined;
  const period = readPeriod(text);
  if (period === undefined) scope.warn('temporal', told, 'not a period: left out');
  return period;
}

function bound(node: Node, predicates: readonly string[], scope: Scope): string | undefined {
  for (const term of node.all(...predicates)) {
    const text = isLiteral(term) ? term.value : instantIn(term, scope);
    if (text !== undefined && text.trim() !== '') return text;
  }
  return undefined;
}

/** time:Instant in any of its writings; an address may hold the date itself. */
function instantIn(term: Term, scope: Scope): string | undefined {
  const node = nodeOf(term, 'dct:temporal', scope);
  if (node === undefined) return undefined;
  for (const inner of node.all(...INSTANTS)) {
    if (isLiteral(inner)) return inner.value;
    const parts = nodeOf(inner, 'dct:temporal', scope);
    const numbers = ['time:year', 'time:month', 'time:day'].map((part) =>
      parts?.all(part).find(isLiteral)?.value.replace(/^-+/, ''),
    );
    const known = numbers.slice(0, Math.max(0, [...numbers, undefined].indexOf(undefined)));
    if (known.length > 0) return known.map((part) => part?.padStart(2, '0')).join('-');
  }
  return !isLiteral(term) && term.kind === 'iri' ? /(\d{4}(?:-\d{2}){0,2})$/.exec(term.id)?.[1] : undefined;
}

function durationIn(node: Node, scope: Scope): string | undefined {
  let found: string | undefined;
  for (const text of wordsOf(node.all('dcat:temporalResolution'), 'dcat:temporalResolution', scope)) {
    const duration = readDuration(text);
    if (duration === undefined)
      scope.warn('temporalResolution', text, 'not a duration as ISO 8601 writes it: left out');
    else if (found === undefined) found = duration;
    else if (duration !== found)
      scope.warn('temporalResolution', text, `another one beside ${found}: left out`);
  }
  return found;
}
