/** What an address alone says of the format: a word for it, and whether it is an export's own choice or a file name's ending. */
export interface UrlHint {
  word: string;
  from: 'export' | 'extension';
}

/** Longer addresses carry their data in them. */
const URL_LENGTH_MAX = 4_096;

/** Catalogue exports that name the format in the path: Opendatasoft, ArcGIS Hub, Socrata, CKAN's data store, data-fair. */
const PATHS: readonly (readonly [RegExp, string | undefined])[] = [
  [/\/exports?\/([a-z0-9_-]{2,12})$/, undefined],
  [/\/api\/download\/v1\/items\/[^/]{1,80}\/([a-z0-9_-]{2,15})$/, undefined],
  [/\/datastore\/dump\/[^/]{1,80}$/, 'csv'],
  [/_\d{1,3}\.zip$/, 'shp'],
  [/\/(?:feature|map|image)server(?:\/\d{1,5})?$/, 'esri-rest'],
  [/\/(?:openapi|swagger)\.(?:json|ya?ml)$/, 'api'],
  [/\/api-docs$/, 'api'],
  [/\/sparql$/, 'sparql'],
  [/\/collections\/[^/]{1,200}\/items$/, 'ogc-features'],
  [/[/.](wms|wfs|wmts|wcs|csw)$/, undefined],
];
/** What all of the above have in common, to pass over plain file names at once. */
const MAY_EXPORT =
  /export|download\/v1|datastore|\d\.zip$|server|\/(?:openapi|swagger|api-docs|sparql|collections)|w(?:m|f|mt|c)s$|csw$/;
/** Only ArcGIS Hub names its archives `<32 hex digits>_<layer>.zip`. */
const HUB = /\/[0-9a-f]{32}_\d{1,3}\.zip$/;
const FORMAT_PARAMETER = /[?&](?:outputformat|format|f|fmt|filetype)=([^&#]{1,80})/;
const SERVICE_PARAMETER = /[?&]service=(wms|wfs|wmts|wcs|csw|wps|sos)\b/;
const SERVER = /\/(?:feature|map|image)server(?:\/|$)/;
/** ArcGIS Server answers by the standards beside its own interface: `…/MapServer/WMSServer`. */
const STANDARD = /\/(wms|wfs|wcs)server$/;
const EXTENSION = /\.([a-z0-9]{1,10})$/;

/** The hints of an address, most telling first; wrappings (`.csv.gz`) come one after the other, the outer one first. */
export function urlHints(url: string): UrlHint[] {
  if (url.length > URL_LENGTH_MAX) return [];
  const lower = url.trim().toLowerCase();
  const end = lower.search(/[?#]/);
  let path = end < 0 ? lower : lower.slice(0, end);
  const query = end < 0 ? '' : lower.slice(end);
  if (path.endsWith('/')) path = path.slice(0, -1);
  return [...exportHints(path, query), ...extensionHints(path)];
}

function exportHints(path: string, query: string): UrlHint[] {
  if (query === '' && !MAY_EXPORT.test(path)) return [];
  const asked = FORMAT_PARAMETER.exec(query)?.[1];
  const service = SERVICE_PARAMETER.exec(query)?.[1];
  const hints: string[] = [];
  // A map picture or a capabilities document is how a service answers, not what it offers.
  const ofFile = service === undefined || service === 'wfs' || service === 'wcs';
  const onServer = SERVER.test(path);
  if (asked !== undefined && ofFile && !(onServer && /^(?:p?json|html|pbf)$/.test(asked)))
    hints.push(decode(asked));
  if (service !== undefined) hints.push(service);
  const standard = STANDARD.exec(path)?.[1];
  if (standard !== undefined) hints.push(standard);
  else if (onServer) hints.push('esri-rest');
  for (const [pattern, word] of PATHS) {
    const found = pattern.exec(path);
    if (found === null || (word === 'shp' && !HUB.test(path))) continue;
    hints.push(word ?? found[1] ?? '');
  }
  return hints.map((word) => ({ word, from: 'export' }));
}

function extensionHints(path: string): UrlHint[] {
  const hints: UrlHint[] = [];
  const slash = path.lastIndexOf('/');
  // Without a path the last dot is the host name's.
  let name = path.includes('//') && slash <= path.indexOf('//') + 1 ? '' : path.slice(slash + 1);
  for (let layer = 0; layer < 3; layer += 1) {
    const word = EXTENSION.exec(name)?.[1];
    if (word === undefined) break;
    hints.push({ word, from: 'extension' });
    name = name.slice(0, -word.length - 1);
  }
  return hints;
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    // `%2B` is the plus of a media type; a lone plus may be one too.
    return decodeURIComponent(text.includes('/') || /%2f/.test(text) ? text : spaced);
  } catch {
    return spaced;
  }
}
