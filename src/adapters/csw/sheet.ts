import type { CswAnswer } from '../../formats/csw/answer.ts';
import { glanceAt } from '../../formats/csw/glance.ts';
import type { Glance } from '../../formats/csw/glance.ts';
import type { XmlRecord } from '../../formats/xml/builder.ts';

/** What one page says of itself. */
export interface Sheet {
  items: Item[];
  matched: number | undefined;
  /** Position after what came; undefined at the end. */
  next: number | undefined;
  /** Nothing came where something should have been. */
  hole: boolean;
  doubt: string | undefined;
}

/** A record as it stands on a page. */
export interface Item extends Glance {
  record: XmlRecord;
}

/** A search engine's usual window: a catalogue of just this size is more likely one that is cut there. */
const WINDOW = 10_000;

/**
 * Reads a page that was asked for at a position. The records that came are the truth: the counts beside them, and the position
 * of the next one, are wrong in many ways.
 */
export function sheetOf(
  { records, results }: CswAnswer,
  { start, size, afterHole }: { start: number; size: number; afterHole: boolean },
): Sheet {
  const matched = countIn(results?.matched);
  const returned = Math.min(countIn(results?.returned) ?? 0, size);
  const came = Math.max(records.length, returned);
  const hole = came === 0 && matched !== undefined && start <= matched;
  // Services jump over records that they cannot convert: the hole is at most as long as what was asked for.
  const step = hole && !afterHole ? size : came;
  const told = countIn(results?.next) ?? 0;
  const next = told > start + step && told <= start + size ? told : start + step;
  // A full page may be followed by more than the count admits: only a look behind it tells.
  const isFull = records.length === size;
  const isEnd = step === 0 || (matched !== undefined && next > matched && !isFull);
  return {
    items: records.map((record) => ({
      record,
      ...(record.broken === undefined ? glanceAt(record.element) : {}),
    })),
    matched,
    next: isEnd ? undefined : next,
    hole,
    doubt: doubtOf(results?.matched, matched),
  };
}

/** A plain whole number; anything else is none. */
export function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^(?:0|[1-9]\d{0,11})$/.test(text.trim()) ? Number(text) : undefined;
}

function doubtOf(text: string | undefined, matched: number | undefined): string | undefined {
  if (text !== undefined && matched === undefined) return `its count is no number: «${text.slice(0, 50)}»`;
  if (matched !== WINDOW) return undefined;
  return `it announces just ${WINDOW} records, where search engines cut off; narrow the harvest down with a constraint`;
}
