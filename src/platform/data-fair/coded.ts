import type { Coded } from '../../model/coded.ts';
import { isLink } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import { fold } from '../../vocabularies/fold.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import type { Portal } from './portal.ts';
import type { WireLicense, WireTopic } from './wire.ts';

/** Data Fair's frequencies: Dublin Core's terms without their address. */
const FREQUENCIES = [
  'triennial',
  'biennial',
  'annual',
  'semiannual',
  'threeTimesAYear',
  'quarterly',
  'bimonthly',
  'monthly',
  'semimonthly',
  'biweekly',
  'threeTimesAMonth',
  'weekly',
  'semiweekly',
  'threeTimesAWeek',
  'daily',
  'continuous',
  'irregular',
];
const DUBLIN_CORE = 'http://purl.org/cld/freq/';
const wordOf = new Map(
  FREQUENCIES.toReversed().map((word) => [matchFrequency(DUBLIN_CORE + word).code, word] as const),
);

export function frequencyFrom(word: string | undefined): Coded | undefined {
  if (word === undefined || word.trim() === '') return undefined;
  const { raw: _address, ...found } = matchFrequency(FREQUENCIES.includes(word) ? DUBLIN_CORE + word : word);
  return { ...found, raw: word };
}

/** Undefined for a rhythm that Data Fair has no word for. */
export function frequencyTo(frequency: Coded | undefined): string | undefined {
  return frequency?.code === undefined ? undefined : wordOf.get(frequency.code);
}

export function licenseFrom(license: WireLicense | undefined): Coded | undefined {
  const { href: url, title } = license ?? {};
  return url === undefined && title === undefined ? undefined : matchLicense({ url, title });
}

/** The licence as the account has it in its settings, else in its own words; Data Fair takes none without an address. */
export function licenseTo(
  license: Coded | undefined,
  licenses: readonly WireLicense[],
): { title: string; href: string } | undefined {
  if (license === undefined) return undefined;
  const known = licenses.find((one) => one.href !== undefined && isSame(license, licenseFrom(one)));
  if (known?.href !== undefined) return { title: known.title ?? known.href, href: known.href };
  const href = [license.uri, license.raw].find((text) => text !== undefined && isLink(text));
  if (href === undefined) return undefined;
  return { title: pickText(license.label, ['fr']) ?? license.code ?? license.raw ?? href, href };
}

export function themeFrom(topic: WireTopic, topicOf: Portal['topicOf']): Coded {
  const [code] = Object.entries(topicOf).find(([, name]) => isCalled(topic, name)) ?? [];
  return { ...matchTheme(code ?? topic.title), raw: topic.title };
}

/** The topic of the account that stands for a theme: by the settings, by its own meaning, or by name. */
export function topicTo(theme: Coded, { topics, topicOf }: Portal): WireTopic | undefined {
  const wanted = theme.code === undefined ? undefined : topicOf[theme.code];
  const named = [theme.raw, ...Object.values(theme.label ?? {})].filter((name) => name !== undefined);
  return (
    topics.find((topic) => wanted !== undefined && isCalled(topic, wanted)) ??
    topics.find((topic) => named.some((name) => isCalled(topic, name))) ??
    topics.find((topic) => theme.code !== undefined && themeFrom(topic, topicOf).code === theme.code)
  );
}

function isCalled(topic: WireTopic, name: string): boolean {
  return topic.id === name || fold(topic.title) === fold(name);
}

function isSame(license: Coded, other: Coded | undefined): boolean {
  if (license.code !== undefined) return other?.code === license.code;
  return license.raw !== undefined && other?.raw === license.raw;
}
