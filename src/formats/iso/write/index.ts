import type { Dataset } from '../../../model/dataset.ts';
import type { Lost, Writer } from '../../format.ts';
import { lostBetween } from '../../values/lost.ts';
import { prefixedXml } from '../../xml/write.ts';
import { isoRecord } from '../to-model.ts';
import { ISO_LIMITS } from './limits.ts';
import { isoElement } from './record.ts';
import type { AboutRecord } from './record.ts';
import { ISO_PREFIXES } from './spaces.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const CSW = 'http://www.opengis.net/cat/csw/2.0.2';

/** Records of ISO 19139: one by itself, several as a catalogue service answers them. */
export const isoWriter: Writer = {
  kind: 'iso',
  title: 'ISO 19139',
  lost: (dataset) => isoLost(dataset),
  open: () => ({
    head: () => `${DECLARATION}<csw:GetRecordByIdResponse xmlns:csw="${CSW}">\n`,
    record: isoText,
    tail: () => '</csw:GetRecordByIdResponse>\n',
    alone: (dataset) => DECLARATION + isoText(dataset),
  }),
};

export { isoElement } from './record.ts';
export type { AboutRecord } from './record.ts';

function isoText(dataset: Dataset): string {
  return prefixedXml(isoElement(dataset), ISO_PREFIXES);
}

/** What the record does not say, found by reading it again. */
export function isoLost(dataset: Dataset, about: AboutRecord = {}): Lost[] {
  const read = isoRecord(isoElement(dataset, about), {});
  return lostBetween(dataset, 'record' in read ? read.record.dataset : undefined, ISO_LIMITS);
}
