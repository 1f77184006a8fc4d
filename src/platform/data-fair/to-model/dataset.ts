import type { Agent } from '../../../model/agent.ts';
import type { Dataset } from '../../../model/dataset.ts';
import { digestOf, type Mark } from '../mark.ts';
import type { Portal } from '../portal.ts';
import type { WireDataset } from '../wire.ts';
import { periodOf, placesOf, withBox } from './coverage.ts';
import { attachmentDistributions, dataDistributions } from './distributions.ts';
import { dateOf, FIELDS, READERS, worded, type FieldName } from './fields.ts';
import { ownAttachment } from '../attachments.ts';
import { DERIVED_IDS } from '../derived.ts';

/** A dataset as the model has it: what we wrote, where nobody edited it since, and what Data Fair says of everything else. */
export function toModel(wire: WireDataset, mark: Mark | undefined, portal: Portal): Dataset {
  const kept = mark?.dataset;
  const native = mark?.made === true ? {} : nativeParts(wire, portal);
  const base: Dataset = {
    kind: 'dataset',
    id: wire.id,
    title: { [portal.language]: wire.id },
    ...native,
    ...kept,
  };
  const edited =
    kept === undefined
      ? FIELDS
      : FIELDS.filter((field) => (mark?.sent[field] ?? '') !== digestOf(wire[field]));
  let dataset = base;
  for (const field of edited) dataset = withField(dataset, field, wire, portal, kept === undefined);
  return withDistributions(dataset, wire, mark, portal);
}

function withField(
  dataset: Dataset,
  field: FieldName,
  wire: WireDataset,
  portal: Portal,
  isNative: boolean,
): Dataset {
  // What Data Fair finds out by itself stands where nobody says anything.
  if (
    isNative &&
    ['origin', 'temporal', 'spatial', 'modified'].includes(field) &&
    digestOf(wire[field]) === ''
  )
    return dataset;
  if (isNative && field === 'origin') {
    const { landingPage: source } = READERS.origin(wire, portal, dataset);
    return defined({ ...dataset, source });
  }
  if (isNative && field === 'spatial')
    return defined({ ...dataset, spatial: withBox(placesOf(wire.spatial, portal.language), wire.bbox) });
  return defined({ ...dataset, ...READERS[field](wire, portal, dataset) });
}

/** What Data Fair knows of a dataset that nobody types in. */
export function nativeParts(wire: WireDataset, portal: Portal): Partial<Dataset> {
  const page = pageOf(wire, portal);
  const period = periodOf({ start: wire.timePeriod?.startDate, end: wire.timePeriod?.endDate });
  const box = withBox([], wire.bbox);
  const [publisher, issued, modified] = [
    publisherOf(wire, portal),
    dateOf(wire.createdAt),
    dateOf(wire.dataUpdatedAt),
  ];
  return {
    ...(publisher === undefined ? {} : { publisher }),
    ...(issued === undefined ? {} : { issued }),
    ...(modified === undefined ? {} : { modified }),
    ...(page === undefined ? {} : { landingPage: [page] }),
    ...(period.length === 0 ? {} : { temporal: period }),
    ...(box.length === 0 ? {} : { spatial: box }),
  };
}

/** The public page of a dataset: only where the portal shows it. */
export function pageOf(
  { id, slug, publicationSites }: WireDataset,
  { site, page }: Portal,
): string | undefined {
  if (page === undefined || (site !== undefined && !publicationSites.includes(site))) return undefined;
  return page
    .replaceAll('{id}', () => encodeURIComponent(id))
    .replaceAll('{slug}', () => encodeURIComponent(slug ?? id));
}

function publisherOf({ owner }: WireDataset, { language }: Portal): Agent | undefined {
  const name = worded(language, owner?.departmentName ?? owner?.name);
  const memberOf = owner?.departmentName === undefined ? undefined : worded(language, owner.name);
  return name && { name, ...(memberOf === undefined ? {} : { memberOf }) };
}

function withDistributions(
  dataset: Dataset,
  wire: WireDataset,
  mark: Mark | undefined,
  portal: Portal,
): Dataset {
  const ours = new Set(Object.keys(mark?.attachments ?? {}));
  const flagged = attachmentDistributions(
    wire,
    portal,
    (attachment) => attachment.includeInCatalogPublications === true && !ours.has(ownAttachment(attachment)),
  );
  // What we brought has its files where they came from; the copy here is not another one.
  const isMade = mark?.made === true;
  const data = isMade ? [] : dataDistributions(wire, portal);
  const kept = (dataset.distribution ?? []).filter(
    ({ id }) => id === undefined || !DERIVED_IDS.test(id) || isMade,
  );
  const gone = removedLinks(wire, ours);
  const distribution = [...data, ...kept.filter((one) => !gone(one)), ...flagged];
  if (distribution.length === 0 && (dataset.distribution ?? []).length === 0) return dataset;
  return defined({ ...dataset, distribution: distribution.length === 0 ? undefined : distribution });
}

/** Somebody took an attachment of ours away in Data Fair: its distribution goes with it. */
function removedLinks(wire: WireDataset, ours: ReadonlySet<string>) {
  const there = new Set(wire.attachments.map(ownAttachment));
  return ({
    downloadURL = [],
    accessURL = [],
  }: {
    downloadURL?: string[] | undefined;
    accessURL?: string[] | undefined;
  }): boolean => {
    const [address] = [...downloadURL, ...accessURL];
    return address !== undefined && ours.has(address) && !there.has(address);
  };
}

/** Undefined is how a reading says that a field is empty. */
type Loose = { [K in keyof Dataset]?: Dataset[K] | undefined };

function defined({ kind = 'dataset', id = '', title, ...rest }: Loose): Dataset {
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...known, kind, id, title: title ?? { und: id } };
}
