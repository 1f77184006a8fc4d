import type { Geometry } from '../../../model/coverage.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { decimal } from './writing.ts';
import type { Writing } from './writing.ts';

/** WGS 84, longitude first, as GeoJSON has it. */
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
/** As many as are read again. */
const MEMBERS_MAX = 100;

/** A GeoJSON geometry in GML 3.2; undefined for what GML has no shape for, or is no geometry. */
export function gmlOf(geometry: Geometry, writing: Writing): XmlElement | undefined {
  const { type, coordinates } = geometry;
  if (!isNested(coordinates)) return undefined;
  const members = (one: string, around: string, member: string): XmlElement | undefined => {
    if (!Array.isArray(coordinates) || coordinates.length === 0 || coordinates.length > MEMBERS_MAX)
      return undefined;
    const made = coordinates.map((part: unknown) => gmlOf({ type: one, coordinates: part }, writing));
    return made.includes(undefined)
      ? undefined
      : shape(
          around,
          writing,
          made.map((part) => make(member, part)),
        );
  };
  switch (type) {
    case 'Point':
      return positions([coordinates], (text) => shape('gml:Point', writing, [make('gml:pos', text)]));
    case 'LineString':
      return positions(coordinates, (text) => shape('gml:LineString', writing, [make('gml:posList', text)]));
    case 'Polygon':
      return polygon(coordinates, writing);
    case 'MultiPoint':
      return members('Point', 'gml:MultiPoint', 'gml:pointMember');
    case 'MultiLineString':
      return members('LineString', 'gml:MultiCurve', 'gml:curveMember');
    case 'MultiPolygon':
      return members('Polygon', 'gml:MultiSurface', 'gml:surfaceMember');
    default:
      return undefined;
  }
}

function polygon(rings: unknown, writing: Writing): XmlElement | undefined {
  if (!Array.isArray(rings) || rings.length === 0) return undefined;
  const made = rings.map((ring: unknown, index) =>
    positions(ring, (text) =>
      make(index === 0 ? 'gml:exterior' : 'gml:interior', make('gml:LinearRing', make('gml:posList', text))),
    ),
  );
  return made.includes(undefined) ? undefined : shape('gml:Polygon', writing, made);
}

function shape(name: string, writing: Writing, children: (XmlElement | undefined)[]): XmlElement {
  return make(name, { 'gml:id': writing.nextId(), srsName: CRS84 }, children);
}

/** Heights are left out: the system has two axes. */
function positions(list: unknown, around: (text: string) => XmlElement): XmlElement | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const pairs = list.map((one: unknown) => (Array.isArray(one) ? one.slice(0, 2) : []));
  const isWhole = pairs.every(
    (pair) => pair.length === 2 && pair.every((side) => typeof side === 'number' && Number.isFinite(side)),
  );
  return isWhole ? around(pairs.map((pair) => pair.map(Number).map(decimal).join(' ')).join(' ')) : undefined;
}

function isNested(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
