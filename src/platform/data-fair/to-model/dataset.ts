import type { Dataset } from '../../../model/dataset.ts';
import { usagesOf } from '../applications/usage.ts';
import type { WireApplication } from '../applications/wire.ts';
import { digestOf, type Mark } from '../mark.ts';
import type { Portal } from '../portal.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import { placesOf, withBox } from '../../../formats/data-fair/to-model/coverage.ts';
import {
  attachmentDistributions,
  dataDistributions,
} from '../../../formats/data-fair/to-model/distributions.ts';
import { FIELDS, READERS, type FieldName } from '../../../formats/data-fair/to-model/fields.ts';
import { ownAttachment } from '../attachments.ts';
import { nativeParts } from '../../../formats/data-fair/to-model/native.ts';
import { DERIVED_IDS } from '../../../formats/data-fair/derived.ts';

/** A dataset as the model has it: what we wrote, where nobody edited it since, and what Data Fair says of everything else. */
export function toModel(
  wire: WireDataset,
  mark: Mark | undefined,
  portal: Portal,
  applications: ReadonlyMap<string, WireApplication> = new Map(),
): Dataset {
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
  const usage = usagesOf(wire, dataset.usage ?? [], applications, portal);
  dataset = defined({ ...dataset, usage: usage.length === 0 ? undefined : usage });
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
