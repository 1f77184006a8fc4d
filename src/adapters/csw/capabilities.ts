import { RemoteFault } from '../../faults.ts';
import { cleanName } from '../../model/clean.ts';
import { attributeOf, elementsOf, firstOf, textIn, within } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import { parseXml } from '../../formats/xml/parse.ts';
import { perSession } from '../per-session.ts';
import { ask, CswRefusal, placeOf } from './ask.ts';
import type { CswSession } from './ask.ts';
import type { Version } from './schemas.ts';
import type { CswSettings } from './settings.ts';

/** What a service says of itself, as far as a listing needs it. */
export interface Service {
  version: Version;
  title?: string;
  post?: string;
  get?: string;
  schemas: string[];
  types: string[];
  /** Properties by which records can be found and sorted. */
  queryables: string[];
  /** Where records are sent to; absent where the service declares that it takes none, or none of ISO 19139. */
  transaction?: string;
}

/** Lists of a service longer than any that makes sense. */
const NAMES_MAX = 500;

export const serviceOf = perSession(async (session: CswSession): Promise<Service> => {
  const { settings } = session;
  const text = await capabilities(session);
  const root = parseXml(text);
  const operations = firstOf(root, 'OperationsMetadata');
  const operation = operationNamed(operations, 'GetRecords');
  if (root?.name !== 'Capabilities' || operation === undefined) {
    const where = placeOf(settings.url);
    throw new RemoteFault('malformed', `${where} answered without the capabilities of a catalogue service`);
  }
  const title = cleanName(textIn(firstOf(firstOf(root, 'ServiceIdentification'), 'Title'))).slice(0, 300);
  const post = addressOf(operation, 'Post', settings);
  const get = addressOf(operation, 'Get', settings);
  const transaction = transactionAt(operationNamed(operations, 'Transaction'), settings);
  const named = post === undefined && get === undefined;
  return {
    version: settings.version ?? (attributeOf(root, 'version')?.startsWith('3') === true ? '3.0.0' : '2.0.2'),
    ...(title === '' ? {} : { title }),
    ...(named ? { post: settings.url, get: settings.url } : {}),
    ...(post === undefined ? {} : { post }),
    ...(get === undefined ? {} : { get }),
    ...(transaction === undefined ? {} : { transaction }),
    schemas: valuesOf([operation, operations], /^outputSchema$/i),
    types: valuesOf([operation], /^typeNames?$/i),
    queryables: valuesOf([operation, operations], /queryables$/i),
  };
});

/** A service that does not speak the version asked for says so, or answers in its own. */
async function capabilities(session: CswSession): Promise<string> {
  const { settings } = session;
  const versions =
    settings.version === undefined ? (['2.0.2', '3.0.0', undefined] as const) : [settings.version];
  let refusal: RemoteFault | undefined;
  for (const version of versions) {
    try {
      const query = { service: 'CSW', request: 'GetCapabilities', version };
      return (await ask(session, { url: settings.url, query })).text;
    } catch (error) {
      if (!(error instanceof CswRefusal) || error.kind !== 'refused') throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new RemoteFault('refused', `${placeOf(settings.url)} speaks no version that we do`);
}

function operationNamed(operations: XmlElement | undefined, name: string): XmlElement | undefined {
  return elementsOf(operations, 'Operation').find((one) => attributeOf(one, 'name') === name);
}

/**
 * Where an operation is asked for: never by SOAP. An address on another host or scheme is what the service is called
 * behind its proxy, or wants a login that was not meant for it: then the owner's address is asked instead.
 */
function addressOf(operation: XmlElement, method: 'Get' | 'Post', { url }: CswSettings): string | undefined {
  const all = within(operation, method);
  const plain = all.filter((one) => {
    const encodings = valuesOf([one], /^PostEncoding$/i);
    return encodings.length === 0 || encodings.some((encoding) => /^xml$/i.test(encoding));
  });
  const [first] = plain;
  if (first === undefined) return undefined;
  const addresses = plain
    .map((one) => attributeOf(one, 'href') ?? '')
    .filter((href) => URL.canParse(href, url));
  const own = addresses
    .map((href) => new URL(href, url))
    .find(({ origin }) => origin === new URL(url).origin);
  return own?.href ?? url;
}

/** pycsw lists gmi for both of ISO's schemas; a service that lists none may take any. */
function transactionAt(operation: XmlElement | undefined, settings: CswSettings): string | undefined {
  if (operation === undefined) return undefined;
  const schemas = valuesOf([operation], /schemas?$/i);
  if (schemas.length > 0 && !schemas.some((one) => /isotc211\.org\/2005\/gm[di]/.test(one))) return undefined;
  return addressOf(operation, 'Post', settings) ?? settings.url;
}

/** Values of parameters and constraints, written beside their operation or for all. */
function valuesOf(places: readonly (XmlElement | undefined)[], name: RegExp): string[] {
  const found = places
    .flatMap((place) => [...elementsOf(place, 'Parameter'), ...elementsOf(place, 'Constraint')])
    .filter((one) => name.test(attributeOf(one, 'name') ?? ''))
    .flatMap((one) => within(one, 'Value').map((value) => textIn(value).trim()));
  return [...new Set(found)].filter((value) => value !== '').slice(0, NAMES_MAX);
}
