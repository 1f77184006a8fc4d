import { RemoteFault } from '../../faults.ts';
import type { Format, Read } from '../format.ts';
import { Duplicates } from '../values/duplicates.ts';
import { asideOf } from '../values/record.ts';
import type { XmlRecord } from '../xml/builder.ts';
import { readXml } from '../xml/reader.ts';
import { idIn, isoRecord } from './to-model.ts';

/** Metadata of ISO 19115 in any of its XML schemas: one record, or many with whatever around them. */
export const iso: Format = {
  kind: 'iso',
  title: 'ISO 19115',
  async *read(input, options) {
    const seen = new Duplicates();
    let found = 0;
    for await (const record of readXml(input, isMetadata)) {
      found += 1;
      const read = seen.check(readOne(record, (element) => isoRecord(element, options, record.repaired)));
      if (read !== undefined) yield read;
    }
    if (found === 0) throw new RemoteFault('malformed', 'no metadata record of ISO 19115 in it');
  },
};

/** `MD_Metadata`, `MI_Metadata`, and what profiles put before: `CHE_MD_Metadata`. */
export function isMetadata(name: string): boolean {
  return /(?:^|_)M[DI]_Metadata$/.test(name);
}

/** One record, mapped; a broken one, or one that the mapping stumbles over, is set aside and costs no other. */
export function readOne(record: XmlRecord, map: (element: XmlRecord['element']) => Read): Read {
  const remoteId = idIn(record.element);
  if (record.broken !== undefined) return { aside: asideOf('parse', record.broken, { remoteId }) };
  try {
    return map(record.element);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { aside: asideOf('map', `the mapping failed: ${reason}`, { remoteId }) };
  }
}
