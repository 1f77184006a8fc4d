import { RemoteFault } from '../../faults.ts';
import { ISO_PREFIXES } from '../../formats/iso/write/spaces.ts';
import { parseXml } from '../../formats/xml/parse.ts';
import { textIn, within } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import { maker, prefixedXml } from '../../formats/xml/write.ts';
import { ask, placeOf } from './ask.ts';
import type { CswSession } from './ask.ts';
import { serviceOf } from './capabilities.ts';
import type { Service } from './capabilities.ts';
import { CSW } from './schemas.ts';
import { countIn } from './sheet.ts';

type Verb = 'Insert' | 'Update' | 'Delete';

const TOTALS: Readonly<Record<Verb, string>> = {
  Insert: 'totalInserted',
  Update: 'totalUpdated',
  Delete: 'totalDeleted',
};

/** Names of the property that holds a record's id, as services know it. */
const IDENTIFIERS = ['apiso:Identifier', 'dc:identifier'];
const SPACES: Readonly<Record<string, string>> = {
  apiso: 'http://www.opengis.net/cat/csw/apiso/1.0',
  dc: 'http://purl.org/dc/elements/1.1/',
};

/** Puts a new record there. How many the service says that it did; undefined where it does not say. */
export function insert(session: CswSession, record: XmlElement): Promise<number | undefined> {
  return transact(session, 'Insert', [record]);
}

/** Puts a whole record in the place of the one with its id. */
export function update(session: CswSession, record: XmlElement): Promise<number | undefined> {
  return transact(session, 'Update', [record]);
}

/** Ways to name the record that shall go: services know its id under one name or another. */
export async function deletions(
  session: CswSession,
  id: string,
): Promise<(() => Promise<number | undefined>)[]> {
  const service = await serviceOf(session);
  const own = IDENTIFIERS.flatMap((name) =>
    service.queryables.filter((one) => one.toLowerCase() === name.toLowerCase()),
  );
  const names = [...new Set([...own, ...IDENTIFIERS])].slice(0, IDENTIFIERS.length);
  return names.map((name) => () => transact(session, 'Delete', [constraint(service, name, id)]));
}

function constraint({ version }: Service, name: string, id: string): XmlElement {
  const is3 = version === '3.0.0';
  const make = maker(prefixesOf(version));
  const fes = is3 ? 'fes' : 'ogc';
  return make(
    'csw:Constraint',
    { version: is3 ? '2.0.0' : '1.1.0' },
    make(
      `${fes}:Filter`,
      make(
        `${fes}:PropertyIsEqualTo`,
        make(is3 ? 'fes:ValueReference' : 'ogc:PropertyName', name),
        make(`${fes}:Literal`, id),
      ),
    ),
  );
}

async function transact(
  session: CswSession,
  verb: Verb,
  parts: readonly XmlElement[],
): Promise<number | undefined> {
  const { version, transaction } = await serviceOf(session);
  if (transaction === undefined)
    throw new RemoteFault(
      'refused',
      `${placeOf(session.settings.url)} takes no records: it declares no Transaction for ISO 19139`,
    );
  const prefixes = prefixesOf(version);
  const make = maker(prefixes);
  const body = make('csw:Transaction', { service: 'CSW', version }, make(`csw:${verb}`, parts));
  const { text, answer } = await ask(session, {
    method: 'POST',
    url: transaction,
    headers: { 'content-type': 'application/xml; charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${prefixedXml(body, prefixes)}`,
    patient: true,
  });
  if (answer.root !== 'TransactionResponse')
    throw new RemoteFault(
      'malformed',
      `${placeOf(transaction)} answered a ${answer.root.slice(0, 100)} to Transaction`,
    );
  const root = parseXml(text);
  return countIn(textIn(within(root, TOTALS[verb])[0]));
}

function prefixesOf(version: Service['version']): Record<string, string> {
  return {
    csw: CSW[version],
    ...(version === '3.0.0'
      ? { fes: 'http://www.opengis.net/fes/2.0' }
      : { ogc: 'http://www.opengis.net/ogc' }),
    ...SPACES,
    ...ISO_PREFIXES,
  };
}
