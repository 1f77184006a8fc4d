import { firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';

/** How the note begins by which a Navette knows a record of its own, in `metadataMaintenance`. */
export const MARK_PREFIX = 'navette: ';

/** The mark that a Navette left on the record. */
export function markIn(root: XmlElement): string | undefined {
  for (const property of root.children) {
    if (typeof property === 'string' || property.name !== 'metadataMaintenance') continue;
    const note = textIn(firstOf(firstOf(property, 'MD_MaintenanceInformation'), 'maintenanceNote')).trim();
    if (note.startsWith(MARK_PREFIX)) return note.slice(MARK_PREFIX.length);
  }
  return undefined;
}
