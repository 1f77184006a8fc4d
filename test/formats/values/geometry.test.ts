import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapeOfCorners, shapeOfJson, shapeOfText } from '../../../src/formats/values/geometry.ts';

interface Row {
  says: string;
  input: unknown;
  bbox?: number[];
  geometry?: unknown;
  told?: string;
}

const RING = [
  [1, 44],
  [3, 44],
  [3.5, 45],
  [1, 45],
  [1, 44],
];
const POLYGON = { type: 'Polygon', coordinates: [RING] };
const GML =
  '<gml:Polygon xmlns:gml="http://www.opengis.net/gml/3.2" srsName="urn:ogc:def:crs:EPSG::4326"><gml:exterior><gml:LinearRing><gml:posList>44 1 44 3 45 3.5 45 1 44 1</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>';
const TURNED = 'latitude and longitude were exchanged: turned round';

const ROWS: Row[] = [
  {
    says: 'well-known text, longitude first',
    input: 'POLYGON((1 44, 3 44, 3.5 45, 1 45, 1 44))',
    geometry: POLYGON,
  },
  { says: 'a rectangle is a box', input: 'POLYGON((1 44, 3 44, 3 45, 1 45, 1 44))', bbox: [1, 44, 3, 45] },
  {
    says: 'the registered system is latitude first',
    input: '<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((44 1, 44 3, 45 3.5, 45 1, 44 1))',
    geometry: POLYGON,
  },
  {
    says: 'CRS84 is longitude first',
    input: '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(2 48)',
    geometry: { type: 'Point', coordinates: [2, 48] },
  },
  {
    says: 'EWKT',
    input: 'SRID=4326;POINT Z (2 48 100)',
    geometry: { type: 'Point', coordinates: [2, 48, 100] },
  },
  { says: 'GML by its URN', input: GML, geometry: POLYGON },
  { says: 'GeoJSON as text', input: JSON.stringify(POLYGON), geometry: POLYGON },
  { says: 'GeoJSON as an object', input: POLYGON, geometry: POLYGON },
  { says: 'an envelope, west east north south', input: 'ENVELOPE(-10, 20, 60, 40)', bbox: [-10, 40, 20, 60] },
  { says: 'decimal commas', input: '1,5 2,5 3,5 4,5', bbox: [1.5, 2.5, 3.5, 4.5] },
  {
    says: 'a DCMI Box',
    input: 'northlimit=4; southlimit=2; westlimit=1; eastlimit=3; units=degrees',
    bbox: [1, 2, 3, 4],
  },
  {
    says: 'sides in words',
    input: 'North 42.2, South 41.1, East 9.5, West 8.3. (Corse)',
    bbox: [8.3, 41.1, 9.5, 42.2],
  },
  {
    says: 'Esri extents',
    input: [
      [1, 2],
      [3, 4],
    ],
    bbox: [1, 2, 3, 4],
  },
  { says: 'a box of six numbers', input: [1, 2, 0, 3, 4, 100], bbox: [1, 2, 3, 4] },
  {
    says: 'west beyond east crosses the antimeridian',
    input: [166, -50, -176, -34],
    bbox: [166, -50, -176, -34],
  },
  { says: 'longitudes from 0 to 360', input: [160, 0, 200, 10], bbox: [160, 0, -160, 10] },
  { says: 'the whole world in 0 to 360', input: [0, -90, 360, 90], bbox: [-180, -90, 180, 90] },
  { says: 'exchanged axes', input: [44, 100, 45, 101], bbox: [100, 44, 101, 45], told: TURNED },
  {
    says: 'exchanged axes of a point',
    input: 'POINT(48 120)',
    geometry: { type: 'Point', coordinates: [120, 48] },
    told: TURNED,
  },
  {
    says: 'exchanged sides',
    input: [7.5, 42, -5.2, 51],
    bbox: [-5.2, 42, 7.5, 51],
    told: 'west and east were exchanged: turned round',
  },
  {
    says: 'upside down',
    input: [1, 51, 2, 42],
    bbox: [1, 42, 2, 51],
    told: 'south and north were exchanged: turned round',
  },
  { says: 'NaN', input: 'NaN,NaN,NaN,NaN', told: 'not four numbers: the box was left out' },
  {
    says: 'infinity',
    input: [-Infinity, 0, Infinity, 1],
    told: 'not four finite numbers: the box was left out',
  },
  { says: 'zeros', input: [0, 0, 0, 0], told: 'a box of four zeros: left out' },
  {
    says: 'metres',
    input: [600000, 6000000, 700000, 7000000],
    told: 'outside the degrees of the earth: the box was left out',
  },
  {
    says: 'null in coordinates',
    input: { type: 'Point', coordinates: [null, 1] },
    told: 'not a geometry of finite numbers: left out',
  },
  {
    says: 'brackets without end',
    input: `POLYGON${'('.repeat(100_000)}`,
    told: 'not well-known text that can be read: left out',
  },
  { says: 'lists without end', input: `[`.repeat(50_000), told: 'not JSON that can be read: left out' },
  { says: 'the name of a place', input: 'Corse, north of Sardinia' },
  { says: 'null', input: null },
];

describe('a place', () => {
  for (const { says, input, told, ...shape } of ROWS) {
    it(says, () => {
      const reasons: string[] = [];
      const found =
        typeof input === 'string'
          ? shapeOfText(input, (_, reason) => reasons.push(reason))
          : shapeOfJson(input, (_, reason) => reasons.push(reason));
      assert.deepEqual(found ?? {}, shape);
      assert.deepEqual(reasons, told === undefined ? [] : [told]);
    });
  }

  it('keeps only the box around more points than an outline has', () => {
    const ring = Array.from({ length: 12_001 }, (_, at) => [at / 1000, (at % 7) / 10]);
    const reasons: string[] = [];
    const shape = shapeOfJson({ type: 'LineString', coordinates: ring }, (_, reason) => reasons.push(reason));
    assert.deepEqual(shape, { bbox: [0, 0, 12, 0.6] });
    assert.deepEqual(reasons, ['12001 points: only the box around them was kept']);
  });

  it('reads corners in the order of their reference system', () => {
    const tell = () => assert.fail('nothing to tell');
    const box = { bbox: [1, 44, 3, 45] };
    assert.deepEqual(shapeOfCorners([44, 1], [45, 3], 'urn:ogc:def:crs:EPSG:6.11:4326', tell), box);
    assert.deepEqual(shapeOfCorners([1, 44], [3, 45], 'urn:ogc:def:crs:OGC:1.3:CRS84', tell), box);
    assert.deepEqual(shapeOfCorners([1, 44], [3, 45], 'EPSG:4326', tell), box);
  });
});
