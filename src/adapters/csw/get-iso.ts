import { RemoteFault } from '../../faults.ts';
import { isMetadata } from '../../formats/iso/index.ts';
import { textIn, firstOf } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import type { CswSession } from './ask.ts';
import { serviceOf } from './capabilities.ts';
import { askFor } from './get.ts';
import { GMD } from './schemas.ts';

/** A record's XML in ISO 19139, as the service has it; undefined where there is none. */
export async function elementById(session: CswSession, id: string): Promise<XmlElement | undefined> {
  const service = await serviceOf(session);
  const way = {
    version: service.version,
    method: 'GET' as const,
    url: service.get ?? session.settings.url,
    schema: GMD,
    types: 'gmd:MD_Metadata',
  };
  const answer = await askFor(session, way, way.url, id);
  const [record] = answer?.records ?? [];
  if (record === undefined) return undefined;
  if (record.broken !== undefined || !isMetadata(record.element.name))
    throw new RemoteFault(
      'malformed',
      `record ${id} is no ISO 19139 that can be written again: ${record.broken ?? record.element.name}`,
    );
  const told = textIn(firstOf(record.element, 'fileIdentifier')).trim();
  if (told === id) return record.element;
  throw new RemoteFault('malformed', `the service answered record ${told.slice(0, 100)} for ${id}`);
}

/** Where people and programs find the record. */
export function getIso(url: string, id: string): string {
  const address = new URL(url);
  const query = {
    service: 'CSW',
    version: '2.0.2',
    request: 'GetRecordById',
    elementSetName: 'full',
    outputSchema: GMD,
    id,
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address.href;
}
