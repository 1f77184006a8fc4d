import { cleanName, cleanText } from '../../model/clean.ts';
import type { Dataset } from '../../model/dataset.ts';
import { pickText } from '../../model/text.ts';
import type { LangText } from '../../model/text.ts';
import type { Loss, PutRequest } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { accessTypeFor, frequencyFor, hvdTags, licenseFor } from './coded.ts';
import { contactsOf } from './contacts.ts';
import { pick } from './pick.ts';
import { cut, lengthOf } from './cut.ts';
import { sameDays, toDays } from './dates.ts';
import { IDENTIFIER, IRI, MARK } from './marks.ts';
import { resourcesOf, TEXT_MAX } from './resource-from-model.ts';
import type { Settings } from './settings.ts';
import { areaOf } from './area-from-model.ts';
import { reusesFrom } from './reuses/fields.ts';
import { slug, tagOf } from './tags.ts';

const TITLE_MAX = 350;
const ACRONYM_MAX = 128;
/** What udata has no field for. The publisher is the organisation that owns the record. */
const UNCARRIED = [
  'inSeries',
  'version',
  'versionNotes',
  'theme',
  'type',
  'language',
  'contributor',
  'temporalResolution',
  'spatialResolutionInMeters',
  'rights',
  'conformsTo',
  'relation',
  'source',
  'isReferencedBy',
  'provenance',
  'sample',
  'otherIdentifier',
  'extra',
] as const satisfies (keyof Dataset)[];

/** What we want the remote to show, and what could not be carried. */
export interface Wanted {
  fields: Base;
  losses: Loss[];
}

/** Without `reuses`: of the dataset's record alone. */
export type MappingSettings = Pick<Settings, 'language' | 'private'> & { reuses?: boolean };

/** The owned part of a udata record for a dataset: see `owned.ts` for its shape. */
export function fromModel(
  dataset: Dataset,
  mark: string | undefined,
  settings: MappingSettings,
  files?: PutRequest['files'],
): Wanted {
  const losses: Loss[] = [];
  const preferred = [settings.language];
  const one = (field: string, text: LangText | undefined) => pick(field, text, preferred, losses);
  const title = cleanName(one('title', dataset.title) ?? '') || dataset.id;
  const description = cleanText(one('description', dataset.description) ?? '');
  if (description === '')
    losses.push({ field: 'description', reason: 'udata wants one: the title takes its place' });
  const acronym = cleanName(one('alternative', dataset.alternative) ?? '');
  if (lengthOf(acronym) > ACRONYM_MAX) {
    losses.push({
      field: 'alternative',
      value: acronym.slice(0, 200).toWellFormed(),
      reason: 'too long for an acronym of udata',
    });
  }
  const access = accessTypeFor(dataset.accessRights, losses);
  const resources = resourcesOf(dataset, preferred, losses, files);
  const fields: Record<string, unknown> = {
    title: cut(title, TITLE_MAX, 'title', losses),
    description: cut(description === '' ? title : description, TEXT_MAX, 'description', losses),
    acronym: acronym === '' || lengthOf(acronym) > ACRONYM_MAX ? undefined : acronym,
    license: licenseFor(dataset, access, losses),
    access_type: access,
    frequency: frequencyFor(dataset.frequency, losses),
    tags: emptyAsAbsent(tagsOf(dataset, settings.language, losses)),
    temporal_coverage: temporalOf(dataset, losses),
    spatial: areaOf(dataset.spatial, losses),
    contact_points: emptyAsAbsent(contactsOf(dataset, preferred, losses)),
    private: settings.private,
    [`extras.${MARK}`]: mark,
    [`extras.${IDENTIFIER}`]: emptyAsAbsent(dataset.identifier ?? []),
    [`extras.${IRI}`]: dataset.iri,
    resources: emptyAsAbsent([...resources.keys()]),
  };
  for (const [key, resource] of resources) fields[`resource:${key}`] = resource;
  const reason = whyNoReuses(settings);
  if (reason === undefined) Object.assign(fields, reusesFrom(dataset, preferred, losses));
  else if (dataset.usage !== undefined) losses.push({ field: 'usage', reason });
  loseUncarried(dataset, preferred, losses);
  return {
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    losses,
  };
}

function whyNoReuses({ reuses, private: isDraft }: MappingSettings): string | undefined {
  if (reuses === false) return 'the settings leave reuses alone';
  if (reuses === undefined) return 'udata has reuses beside the record, which a push makes';
  return isDraft === true ? 'a draft has no reuses, which everybody would see' : undefined;
}

function tagsOf(dataset: Dataset, language: string, losses: Loss[]): string[] {
  const tags = new Set<string>();
  const changed: string[] = [];
  const keywords = dataset.keyword ?? {};
  const own = [language, 'und', 'en', ...Object.keys(keywords)].find((tag) => keywords[tag] !== undefined);
  for (const [tag, words] of Object.entries(keywords)) {
    if (tag !== own) {
      const reason = `udata has one language: the keywords in «${tag}» stay behind`;
      losses.push({ field: 'keyword', value: words.join(', ').slice(0, 200).toWellFormed(), reason });
      continue;
    }
    if (tag !== language && tag !== 'und')
      losses.push({ field: 'keyword', value: tag, reason: 'udata does not keep the language of keywords' });
    for (const word of words) {
      const written = tagOf(word);
      if (written === undefined)
        losses.push({
          field: 'keyword',
          value: word,
          reason: 'shorter than the 3 characters that udata wants',
        });
      else tags.add(written);
      if (written !== undefined && written !== word) changed.push(word);
      if (written !== undefined && written.length < slug(word).length) {
        losses.push({ field: 'keyword', value: word, reason: 'cut to the 96 characters that udata takes' });
      }
    }
  }
  if (changed.length > 0) {
    const value = changed.join(', ').slice(0, 200).toWellFormed();
    losses.push({
      field: 'keyword',
      value,
      reason: 'udata writes keywords in lower case without accents and blanks',
    });
  }
  for (const tag of hvdTags(dataset, losses)) tags.add(tag);
  return [...tags].sort();
}

function temporalOf(dataset: Dataset, losses: Loss[]): unknown {
  const [period, ...others] = dataset.temporal ?? [];
  if (period === undefined) return undefined;
  for (const other of others) {
    losses.push({
      field: 'temporal',
      value: `${other.start ?? ''}/${other.end ?? ''}`,
      reason: 'udata has one period',
    });
  }
  const value = `${period.start ?? ''}/${period.end ?? ''}`;
  const days = toDays(period);
  if (days === undefined)
    losses.push({
      field: 'temporal',
      value,
      reason: 'udata wants a period with a start between the years 1 and 9999',
    });
  else if (!sameDays(period, days))
    losses.push({ field: 'temporal', value, reason: 'udata keeps whole days, the earlier one first' });
  return days;
}

function loseUncarried(dataset: Dataset, preferred: readonly string[], losses: Loss[]): void {
  for (const field of UNCARRIED) {
    if (dataset[field] !== undefined) losses.push({ field, reason: 'udata has no place for it' });
  }
  for (const field of ['issued', 'modified', 'created'] as const) {
    const value = dataset[field];
    if (value !== undefined) losses.push({ field, value, reason: 'udata keeps its own dates' });
  }
  const publisher = pickText(dataset.publisher?.name, preferred);
  if (publisher !== undefined) {
    losses.push({
      field: 'publisher',
      value: publisher,
      reason: 'on udata the organisation that owns the record is its publisher',
    });
  }
}

function emptyAsAbsent<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
