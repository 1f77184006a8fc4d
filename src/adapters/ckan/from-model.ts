import { cleanText } from '../../model/clean.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Loss, PutFile } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { agentFields } from './agents.ts';
import { languageTerm, termOf } from './coded.ts';
import { hostedResource } from './files.ts';
import { defined, jsonList, losingInto, referencesFrom } from './losing.ts';
import type { Losing } from './losing.ts';
import { AGENTS, LISTS, SERIES_TYPE } from './keys.ts';
import { placeFields } from './places.ts';
import { distributionKeys } from '../distribution-keys.ts';
import { wantedResource } from './resource-from-model.ts';
import { tagsFrom } from './tags.ts';

/** CKAN's limit. */
const VERSION_LENGTH_MAX = 100;

/** What a dataset becomes on CKAN: the fields that we own, by the names that `owned.ts` gives them. */
export interface Wanted {
  fields: Base;
  losses: Loss[];
}

export function wantedOf(
  dataset: Dataset,
  language: string,
  licenseId: string | undefined,
  files: ReadonlyMap<string, PutFile> = new Map(),
): Wanted {
  const losses: Loss[] = [];
  const losing = losingInto(losses, language);
  const extras = extrasFrom(dataset, losing);
  const fields: Base = {
    ...rootFrom(dataset, losing, extras, licenseId),
    ...Object.fromEntries(Object.entries(extras).map(([key, value]) => [`extras.${key}`, value])),
  };
  const tags = keywordTags(dataset, language, losing);
  losses.push(...tags.losses);
  if (tags.tags.length > 0) fields['tags'] = tags.tags;
  const keys = distributionKeys(dataset.distribution ?? []);
  const order: string[] = [];
  for (const [index, distribution] of (dataset.distribution ?? []).entries()) {
    const key = keys[index];
    const resource = wantedResource(distribution, `distribution[${index}]`, losing);
    if (key === undefined || resource === undefined) continue;
    order.push(key);
    const file = files.get(key);
    const shown = file === undefined ? resource : hostedResource(resource, file);
    for (const [name, value] of Object.entries({ ...shown, navette_id: key }))
      fields[`resources.${key}.${name}`] = value;
  }
  if (order.length > 0) fields['resources'] = order;
  return { fields, losses };
}

function rootFrom(
  dataset: Dataset,
  losing: Losing,
  extras: Record<string, string>,
  licenseId: string | undefined,
): Base {
  const title = losing.text(dataset.title, 'title') ?? dataset.id;
  const notes = losing.text(dataset.description, 'description');
  const url = losing.first(dataset.landingPage, 'landingPage');
  const version = dataset.version === undefined ? undefined : Array.from(cleanText(dataset.version));
  if (version !== undefined && version.length > VERSION_LENGTH_MAX)
    losing.lose('version', 'CKAN takes 100 characters: cut', dataset.version);
  return defined({
    title,
    notes,
    url,
    version: version?.slice(0, VERSION_LENGTH_MAX).join(''),
    license_id: licenseId,
    // The site's pages show these two pairs, its DCAT export the longer keys.
    maintainer: extras['contact_name'],
    maintainer_email: extras['contact_email'],
    author: extras['creator_name'],
    author_email: extras['creator_email'],
  });
}

function extrasFrom(dataset: Dataset, losing: Losing): Record<string, string> {
  const [identifier, ...more] = dataset.identifier ?? [];
  if (more.length > 0)
    losing.lose('identifier', 'CKAN’s export has one identifier: the others are left out', more.join(' '));
  const place = losing.first(dataset.spatial, 'spatial');
  const period = losing.first(dataset.temporal, 'temporal');
  const resolutions = dataset.spatialResolutionInMeters?.map(String);
  if (Object.keys(dataset.extra ?? {}).length > 0)
    losing.lose('extra', 'what another source said beside DCAT is not passed on');
  if (dataset.usage !== undefined) losing.lose('usage', 'CKAN has no place for what was made with the data');
  const values: Record<string, string | undefined> = {
    uri: dataset.iri,
    identifier,
    version_notes: losing.text(dataset.versionNotes, 'versionNotes'),
    alternative: losing.text(dataset.alternative, 'alternative'),
    provenance: losing.text(losing.first(dataset.provenance, 'provenance'), 'provenance'),
    rights: losing.text(losing.first(dataset.rights, 'rights'), 'rights'),
    issued: dataset.issued,
    modified: dataset.modified,
    created: dataset.created,
    frequency: termOf(dataset.frequency),
    access_rights: termOf(dataset.accessRights),
    license_uri: termOf(dataset.license),
    theme: jsonList(dataset.theme?.flatMap((theme) => termOf(theme) ?? [])),
    hvd_category: jsonList(dataset.hvdCategory?.flatMap((category) => termOf(category) ?? [])),
    dcat_type: dataset.kind === 'series' ? SERIES_TYPE : termOf(losing.first(dataset.type, 'type')),
    language: jsonList(dataset.language?.map(languageTerm)),
    conforms_to: jsonList(referencesFrom(dataset.conformsTo, 'conformsTo', losing)),
    documentation: jsonList(referencesFrom(dataset.page, 'page', losing)),
    temporal_start: period?.start,
    temporal_end: period?.end,
    temporal_resolution: dataset.temporalResolution,
    spatial_resolution_in_meters: jsonList(resolutions),
    qualified_attribution: attributionsFrom(dataset, losing),
    ...(place === undefined ? {} : placeFields(place, losing.text(place.label, 'spatial.label'))),
  };
  if (dataset.kind === 'series' && dataset.type !== undefined)
    losing.lose('type', 'a series’ type is taken by DatasetSeries');
  for (const [key, property] of Object.entries(LISTS)) values[key] = jsonList(dataset[property]);
  Object.assign(values, agentsFrom(dataset, losing));
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, string][] => {
      const text = value === undefined ? '' : cleanText(value);
      return text === '' ? [] : [[key, text]];
    }),
  );
}

function agentsFrom(dataset: Dataset, losing: Losing): Record<string, string> {
  const found: Record<string, string> = {};
  const put = (role: string, field: string, agent: Dataset['publisher']): void => {
    if (agent === undefined) return;
    const { fields, losses } = agentFields(agent, role, field, losing.text);
    Object.assign(found, fields);
    for (const { field: name, reason, value } of losses) losing.lose(name, reason, value);
  };
  put('publisher', 'publisher', dataset.publisher);
  for (const [role, property] of Object.entries(AGENTS))
    put(role, property, losing.first(dataset[property], property));
  return found;
}

function attributionsFrom(dataset: Dataset, losing: Losing): string | undefined {
  const list = dataset.qualifiedAttribution?.map(({ agent, role }) => {
    const { fields, losses } = agentFields(agent, '', 'qualifiedAttribution', losing.text);
    for (const { field, reason, value } of losses) losing.lose(field, reason, value);
    return {
      role,
      agent: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.slice(1), value])),
    };
  });
  return list === undefined || list.length === 0 ? undefined : JSON.stringify(list);
}

function keywordTags(dataset: Dataset, language: string, losing: Losing): ReturnType<typeof tagsFrom> {
  const byLanguage = dataset.keyword ?? {};
  const chosen = [language, 'und', 'en', ...Object.keys(byLanguage)].find(
    (tag) => byLanguage[tag] !== undefined,
  );
  for (const [tag, words] of Object.entries(byLanguage)) {
    if (tag !== chosen) losing.lose(`keyword.${tag}`, 'CKAN keeps tags of one language', words.join(', '));
  }
  if (chosen !== undefined && chosen !== language && chosen !== 'und')
    losing.lose('keyword', 'CKAN does not keep the language of tags', chosen);
  return tagsFrom(chosen === undefined ? [] : (byLanguage[chosen] ?? []));
}
