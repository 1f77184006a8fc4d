/** What a name of a reference system says of the numbers that follow it. */
export interface Crs {
  /** Longitude first, latitude first, or metres on a map that is not read here. */
  axes: 'lon-lat' | 'lat-lon' | 'mercator' | 'unread';
  name: string;
}

/** Geographic systems that differ from WGS 84 by less than a catalogue's boxes do: ETRS89, NAD83, GDA, RGF93, SIRGAS, JGD … */
const GEOGRAPHIC = new Set(
  '4326 4979 4258 4937 4269 4140 4617 4283 7844 4167 4171 4674 4612 6668 4148 4019 4189 4190 4686 4490 4555 4737 4779 4272 4275 4314 4313 4289 4277 4299 4300 4230 4231 4265 4267 4171 4203 4202 6318 6706 6258 7789 8086 9777 10671'.split(
    ' ',
  ),
);
const MERCATOR = new Set(['3857', '3785', '900913', '102100', '102113']);

const LON_LAT: Crs = { axes: 'lon-lat', name: '' };

/**
 * The system that a name means. URNs and the addresses of opengis.net keep the order of the register, which is
 * latitude first for EPSG's geographic systems; the short `EPSG:4326` and the old GML addresses are written
 * longitude first.
 */
export function crsOf(name: string | undefined): Crs {
  const text = name?.trim() ?? '';
  if (text === '' || /CRS:?:?84h?$/i.test(text) || /CRS:?83$/i.test(text)) return { ...LON_LAT, name: text };
  if (/WGS.?(?:19)?84/i.test(text)) return { axes: 'lon-lat', name: text };
  const code = /(\d{4,6})\/?$/.exec(text)?.[1];
  if (code === undefined) return { axes: /geographic/i.test(text) ? 'lon-lat' : 'unread', name: text };
  if (MERCATOR.has(code)) return { axes: 'mercator', name: text };
  if (!GEOGRAPHIC.has(code)) return { axes: 'unread', name: text };
  const registered = /^urn:|opengis\.net\/def\/crs/i.test(text);
  return { axes: registered ? 'lat-lon' : 'lon-lat', name: text };
}

const EARTH_RADIUS = 6_378_137;

/** Longitude and latitude of a point in Web Mercator's metres. */
export function fromMercator(x: number, y: number): [number, number] {
  const degrees = 180 / Math.PI;
  const latitude = 2 * Math.atan(Math.exp(y / EARTH_RADIUS)) - Math.PI / 2;
  return [round((x / EARTH_RADIUS) * degrees), round(latitude * degrees)];
}

/** To a tenth of a millimetre: what the projection's formula adds behind that is noise. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
