import type { Portal } from '../portal.ts';
import type { WireDataset } from '../wire.ts';
import { placesOf, withBox } from './coverage.ts';
import { attachmentDistributions, dataDistributions } from './distributions.ts';
import { FIELDS, READERS, type FieldName, type Reading } from './fields.ts';
import { nativeParts } from './native.ts';

/** What Data Fair finds out by itself stands where nobody says anything. */
const FOUND_OUT: readonly FieldName[] = ['origin', 'temporal', 'spatial', 'modified'];

/** A dataset as whoever sees it in Data Fair reads it: what people wrote, over what Data Fair finds out by itself. */
export function seenDataset(wire: WireDataset, portal: Portal): Reading {
  let dataset: Reading = nativeParts(wire, portal);
  for (const field of FIELDS) dataset = withField(dataset, field, wire, portal);
  const distribution = [
    ...dataDistributions(wire, portal),
    ...attachmentDistributions(wire, portal, () => true),
  ];
  return { ...dataset, distribution };
}

function withField(dataset: Reading, field: FieldName, wire: WireDataset, portal: Portal): Reading {
  if (FOUND_OUT.includes(field) && wire[field] === undefined) return dataset;
  if (field === 'origin') return { ...dataset, ...cameFrom(dataset, wire, portal) };
  if (field === 'spatial')
    return { ...dataset, spatial: withBox(placesOf(wire.spatial, portal.language), wire.bbox) };
  return { ...dataset, ...READERS[field](wire, portal, dataset) };
}

/** The page of a dataset that has no page here is where it comes from. */
function cameFrom({ landingPage }: Reading, wire: WireDataset, portal: Portal): Reading {
  const { landingPage: source } = READERS.origin(wire, portal, undefined);
  return landingPage === undefined ? { source, landingPage: source } : { source };
}
