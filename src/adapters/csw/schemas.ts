import type { Service } from './capabilities.ts';
import type { CswSettings } from './settings.ts';

export type Version = '2.0.2' | '3.0.0';

export const GMD = 'http://www.isotc211.org/2005/gmd';
const DCAT = 'http://www.w3.org/ns/dcat#';

export const CSW: Readonly<Record<Version, string>> = {
  '2.0.2': 'http://www.opengis.net/cat/csw/2.0.2',
  '3.0.0': 'http://www.opengis.net/cat/csw/3.0',
};

/** Schemas of records from the fullest down; every service has the last. */
const BEST_FIRST = [
  /^http:\/\/www\.isotc211\.org\/2005\/gmd\/?$/,
  /^http:\/\/standards\.iso\.org\/iso\/19115\/-3\/mdb\//,
  /^http:\/\/www\.isotc211\.org\/2005\/gmi\/?$/,
  /^http:\/\/www\.w3\.org\/ns\/dcat#?|geodcat/i,
];
const SCHEMAS_MAX = 3;

/** One way of asking for records. */
export interface Way {
  version: Version;
  method: 'POST' | 'GET';
  url: string;
  schema: string;
  types: string;
  /** Property by which the service is asked to sort. */
  sort?: string | undefined;
  /** Property that holds when a record changed, where the service can filter by it. */
  changed?: string | undefined;
}

/** Ways to try, the one that tells most first. */
export function waysOf(service: Service, settings: CswSettings): Way[] {
  const schemas = schemasOf(service, settings);
  const doors: Pick<Way, 'method' | 'url'>[] = [
    ...(service.post === undefined ? [] : [{ method: 'POST' as const, url: service.post }]),
    ...(service.get === undefined ? [] : [{ method: 'GET' as const, url: service.get }]),
  ];
  return doors.flatMap((door) =>
    schemas.flatMap((schema): Way[] => {
      const types = typesFor(schema, service);
      const iso = types.endsWith('MD_Metadata');
      const changed = known(
        service,
        iso ? ['apiso:Modified', 'dct:modified'] : ['dct:modified', 'dc:modified', 'apiso:Modified'],
      );
      const way: Way = {
        version: service.version,
        ...door,
        schema,
        types,
        ...(changed === undefined ? {} : { changed }),
      };
      const sort =
        known(service, iso ? ['apiso:Identifier', 'dc:identifier'] : ['dc:identifier', 'apiso:Identifier']) ??
        (iso ? 'apiso:Identifier' : 'dc:identifier');
      return [{ ...way, sort }, way];
    }),
  );
}

function schemasOf({ schemas, version }: Service, { outputSchema }: CswSettings): string[] {
  if (outputSchema !== undefined) return [outputSchema];
  const offered = schemas.length === 0 ? [GMD] : schemas;
  const full = BEST_FIRST.flatMap((pattern) => offered.filter((schema) => pattern.test(schema)));
  return [...full.slice(0, SCHEMAS_MAX - 1), CSW[version]];
}

/** What is asked for must go with how it is written; services refuse both at once. */
function typesFor(schema: string, { types }: Service): string {
  if (schema === DCAT || !/iso/.test(schema)) return 'csw:Record';
  const wanted = schema.includes('/mdb/') ? 'mdb:MD_Metadata' : 'gmd:MD_Metadata';
  return types.length === 0 || types.includes(wanted) ? wanted : 'csw:Record';
}

/** Names of properties are case-sensitive in some services, and written otherwise in others. */
function known({ queryables }: Service, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = queryables.find((one) => one.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
