import { RemoteFault } from '../../faults.ts';
import { TreeBuilder } from './builder.ts';
import type { IsRecord, XmlRecord } from './builder.ts';
import { decodeXml } from './encoding.ts';

/**
 * The records in XML, one tree at a time. DTDs are passed over: entities beyond XML's own five stay as written. Text
 * that is no XML throws; where XML breaks off, what came before is read and the record at the break is `broken`.
 */
export async function* readXml(
  input: AsyncIterable<Uint8Array>,
  isRecord: IsRecord,
): AsyncIterable<XmlRecord> {
  const builder = new TreeBuilder(isRecord);
  let begun = false;
  let read = 0;
  for await (const piece of decodeXml(input, (note) => builder.tell(note))) {
    if (!begun) {
      const start = piece.trimStart();
      if (start === '') continue;
      if (!start.startsWith('<'))
        throw new RemoteFault('malformed', `not XML: it begins with «${start.slice(0, 40)}»`);
      if (/^<(?:!doctype\s+)?html\b/i.test(start))
        throw new RemoteFault('malformed', 'an HTML page, not XML');
      begun = true;
      builder.write(start);
    } else builder.write(piece);
    if (builder.root?.name.toLowerCase() === 'html')
      throw new RemoteFault('malformed', 'an HTML page, not XML');
    for (const record of builder.ready.splice(0)) {
      read += 1;
      yield record;
    }
    if (builder.stuck)
      throw new RemoteFault(
        'tooLarge',
        'a value of more than 32 million characters, or elements nested without end',
      );
  }
  if (!begun) throw new RemoteFault('malformed', 'nothing in it');
  builder.end();
  for (const record of builder.ready.splice(0)) {
    read += 1;
    yield record;
  }
  if (builder.breach !== undefined)
    throw new RemoteFault(
      'malformed',
      `not well-formed XML${read > 0 ? ` after ${read} records` : ''}: ${builder.breach}`,
    );
}
