import type { LangText } from '../../model/text.ts';
import { isServiceFormat, matchFormat } from '../../vocabularies/formats.ts';

/** A link of a record, and what it is for. */
export interface Online {
  use: 'service' | 'download' | 'access' | 'page' | 'landing';
  id?: string | undefined;
  url: string;
  title?: LangText | undefined;
  description?: LangText | undefined;
  /** The format word that the protocol stands for: `WMS`. */
  service?: string | undefined;
  protocol?: string | undefined;
  function?: string | undefined;
  applicationProfile?: string | undefined;
  mediaType?: string | undefined;
  layer?: string | undefined;
  /** Of what the link leads to, as a tag. */
  language?: string | undefined;
  /** Its address in other languages. */
  urls?: LangText | undefined;
}

const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/wmts/i, 'WMTS'],
  [/wms/i, 'WMS'],
  [/wfs/i, 'WFS'],
  [/wcs/i, 'WCS'],
  [/\bcsw\b|ogc:csw/i, 'CSW'],
  [/\bwps\b|ogc:wps/i, 'WPS'],
  [/\bsos\b|ogc:sos/i, 'SOS'],
  [/sensorthings|ogc:sta\b/i, 'SensorThings'],
  [/ogc ?api[- :]*(?:features|oapif)|ogc-api-features|oapif/i, 'OGC API Features'],
  [/ogc[: ]?(?:ogc-)?api|ogcapi/i, 'OGC API'],
  [/^esri:|arcgis[: ]*(?:rest|map|feature|image)|esri rest/i, 'ArcGIS REST'],
  [/opendap|thredds/i, 'OPeNDAP'],
  [/^(?:ogc:)?tms\b/i, 'TMS'],
];
const FILES =
  /download|ftp|^file|atom|^kml|ogc:(?:kml|gml|gpkg|geopackage|netcdf)|^(?:csv|zip|shp|shape|geojson|json|xlsx?)$/i;
const PAGES =
  /^(?:information|search|browsing|upload|emailService|completeMetadata|browseGraphic|fileAccess|doi)$/i;
const MEDIA_TYPE = /\b(?:application|text|image|video|audio|model)\/[\w.+-]+/i;

/** What a source says of a link. */
export interface LinkParts {
  id?: string | undefined;
  url: string;
  protocol?: string | undefined;
  function?: string | undefined;
  applicationProfile?: string | undefined;
  mediaType?: string | undefined;
  /** The plain name, which is a service's layer. */
  name?: string | undefined;
  title?: LangText | undefined;
  description?: LangText | undefined;
  language?: string | undefined;
  urls?: LangText | undefined;
}

/** What a link is for: its function says, else its protocol, else its address. */
export function onlineIn({ name, ...parts }: LinkParts): Online {
  const { url, protocol = '', applicationProfile } = parts;
  const mediaType = [parts.mediaType, protocol, applicationProfile]
    .map((one) => MEDIA_TYPE.exec(one ?? '')?.[0])
    .find((one) => one !== undefined);
  // What leads to a record, in whatever form, gives no data.
  if (isRecordUrl(url)) return { ...parts, mediaType, use: 'page' };
  const service = serviceOf(protocol, url, applicationProfile);
  if (service !== undefined) return { ...parts, mediaType, use: 'service', service, layer: name };
  return { ...parts, mediaType, use: useOf(parts.function, protocol, url, mediaType) };
}

function useOf(
  told: string | undefined,
  protocol: string,
  url: string,
  mediaType: string | undefined,
): Online['use'] {
  const isFile = isFileUrl(url) || FILES.test(protocol) || mediaType !== undefined;
  if (told === 'download' || told === 'fileAccess') return isFile ? 'download' : 'access';
  if (told === 'offlineAccess' || told === 'order') return 'access';
  const isDownload = /download/i.test(protocol);
  if (told !== undefined && PAGES.test(told)) return isDownload ? 'download' : 'page';
  if (isDownload || (FILES.test(protocol) && !/^www:link/i.test(protocol))) return 'download';
  if (isFileUrl(url) && !isDocument(url)) return 'download';
  if (/metadata|related|partners|publication|samples|doi|rss|ical|wiki|documentation/i.test(protocol))
    return 'page';
  return isDocument(url) ? 'page' : 'landing';
}

/** A protocol that names a service; without one, an address that does. A download from a service is a file. */
function serviceOf(protocol: string, url: string, profile: string | undefined): string | undefined {
  const isPlain = protocol === '' || /^(?:https?|www:link.*|http--link|link|url|web|null)$/i.test(protocol);
  if (!/download/i.test(protocol)) {
    const named = SERVICES.find(([pattern]) => pattern.test(protocol))?.[1];
    if (named !== undefined) return named;
  }
  if (!isPlain && !/download/i.test(protocol)) return undefined;
  const match = matchFormat({ url }).format;
  if (match?.code !== undefined && isServiceFormat(match) && !/[?&]request=(?!getcapabilities)/i.test(url))
    return SERVICES.find(([pattern]) => pattern.test(match.code ?? ''))?.[1] ?? match.code;
  return isPlain && profile !== undefined
    ? SERVICES.find(([pattern]) => pattern.test(profile))?.[1]
    : undefined;
}

/** A record of a catalogue service, or of GeoNetwork; what is attached to the latter is a file. */
function isRecordUrl(url: string): boolean {
  return /[?&]request=getrecordbyid(?:&|$)|\/catalog\.search#\/metadata\/|\/srv\/(?:[a-z]{3}\/)?(?:metadata\.show\?|api\/records\/[^/?#]+(?:\/formatters\/[^/?#]+)?(?:[?#]|$))/i.test(
    url,
  );
}

function isFileUrl(url: string): boolean {
  const code = matchFormat({ url }).format?.code;
  return code !== undefined && code !== 'html' && !isServiceFormat(code);
}

function isDocument(url: string): boolean {
  return /\.(?:pdf|docx?|odt|pptx?|txt|md)(?:[?#]|$)/i.test(url);
}
