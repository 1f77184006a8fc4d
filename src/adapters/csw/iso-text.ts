import { ISO_PREFIXES } from '../../formats/iso/write/spaces.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import { prefixedXml } from '../../formats/xml/write.ts';

export function isoText(element: XmlElement): string {
  return prefixedXml(element, ISO_PREFIXES);
}
