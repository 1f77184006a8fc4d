import type { Location, Period } from '../../../model/coverage.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { gmlOf } from './gml.ts';
import { make } from './spaces.ts';
import { decimal, plainText } from './writing.ts';
import type { Writing } from './writing.ts';

/** Each place and each period in an extent of its own. */
export function extents({ spatial = [], temporal = [] }: Dataset, writing: Writing): XmlElement[] {
  return [
    ...spatial.map((place) => placeExtent(place, writing)),
    ...temporal.map((period) =>
      make(
        'gmd:EX_Extent',
        make(
          'gmd:temporalElement',
          make('gmd:EX_TemporalExtent', make('gmd:extent', periodElement(period, writing))),
        ),
      ),
    ),
  ];
}

function placeExtent({ uri, label, bbox, geometry }: Location, writing: Writing): XmlElement {
  const isAddress = uri !== undefined && /^https?:\/\/\S+$/i.test(uri);
  const outline = geometry === undefined ? undefined : gmlOf(geometry, writing);
  const elements = [
    bbox === undefined ? undefined : box(bbox),
    outline === undefined ? undefined : make('gmd:EX_BoundingPolygon', make('gmd:polygon', outline)),
    isAddress
      ? make(
          'gmd:EX_GeographicDescription',
          make(
            'gmd:geographicIdentifier',
            make(
              'gmd:MD_Identifier',
              label === undefined ? plainText('gmd:code', uri) : writing.text('gmd:code', label, uri),
            ),
          ),
        )
      : undefined,
  ].filter((element) => element !== undefined);
  return make(
    'gmd:EX_Extent',
    isAddress ? undefined : writing.text('gmd:description', label),
    elements.map((element) => make('gmd:geographicElement', element)),
  );
}

function box([west, south, east, north]: NonNullable<Location['bbox']>): XmlElement {
  const side = (name: string, value: number): XmlElement => make(name, make('gco:Decimal', decimal(value)));
  return make(
    'gmd:EX_GeographicBoundingBox',
    side('gmd:westBoundLongitude', west),
    side('gmd:eastBoundLongitude', east),
    side('gmd:southBoundLatitude', south),
    side('gmd:northBoundLatitude', north),
  );
}

function periodElement({ start, end }: Period, writing: Writing): XmlElement {
  const side = (name: string, value: string | undefined): XmlElement =>
    value === undefined ? make(name, { indeterminatePosition: 'unknown' }) : make(name, value);
  return make(
    'gml:TimePeriod',
    { 'gml:id': writing.nextId() },
    side('gml:beginPosition', start),
    side('gml:endPosition', end),
  );
}
