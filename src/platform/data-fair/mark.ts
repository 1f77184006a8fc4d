import { z } from 'zod';
import { Dataset } from '../../model/dataset.ts';
import { fingerprintOf } from '../../model/fingerprint.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';

/** A file that we brought, as noted with its dataset. */
export const MarkedFile = z.object({
  sha256: z.string(),
  bytes: z.number(),
  rows: z.number().exactOptional(),
  columns: z.array(z.string()).exactOptional(),
  format: z.string().exactOptional(),
  mediaType: z.string(),
  compressFormat: z.string().exactOptional(),
  name: z.string(),
  url: z.string().exactOptional(),
  version: z.number(),
  at: z.iso.datetime(),
  /** As what Data Fair has it. */
  as: z.enum(['file', 'rows', 'attachment']),
  /** Of the file as Data Fair keeps it: other content there is somebody else's. */
  md5: z.string().exactOptional(),
});
export type MarkedFile = z.infer<typeof MarkedFile>;

/** A file whose rows are not all there yet: it is like no content. */
export function unfinished(file: MarkedFile): MarkedFile {
  return { ...file, sha256: '', version: file.version - 1 };
}

export function isFinished({ sha256 }: MarkedFile): boolean {
  return sha256 !== '';
}

/** What Data Fair's own fields cannot hold, as one text: its database is particular about names, and nobody edits it by hand. */
const Kept = z.object({
  /** The dataset as it was last written; absent when it is too large to keep. */
  dataset: Dataset.optional(),
  /** How each of Data Fair's fields was left: one that looks otherwise was edited there. */
  sent: z.record(z.string(), z.string()).default({}),
  /** Attachments that are ours, by address or name, with how their words were left. */
  attachments: z.record(z.string(), z.string()).default({}),
  files: z.record(z.string(), MarkedFile).default({}),
});
export type Kept = z.infer<typeof Kept>;

/**
 * What we keep with a dataset in Data Fair, under `extras.navette`: which one it is here, and what of it Data Fair's own
 * fields cannot hold. It survives a loss of our database, edits there, and new data.
 */
const WireMark = z.object({
  id: z.string().min(1),
  /** It exists because of us: all that it says is what we wrote, and what was edited since. */
  made: z.literal(true).optional(),
  harvestedBy: z.string().optional(),
  state: z.literal('archived').optional(),
  missingSince: z.iso.datetime().optional(),
  /** Of the dataset as it was last written. */
  fingerprint: z.string().optional(),
  kept: z.string().optional(),
  /** As it was written: not every Data Fair counts a change of permissions as one. */
  visibility: z.enum(['public', 'private']).optional(),
  /** Who wrote last, and when: a forced write changes nothing else. */
  by: z.string().optional(),
  at: z.iso.datetime().optional(),
});
export type Mark = Omit<z.infer<typeof WireMark>, 'kept'> & Kept;

const MARK = 'navette';

/** With what a body of Data Fair holds beside it (1,000 kB), a larger document is not kept. */
const KEPT_LENGTH_MAX = 500_000;

/** Undefined for what Navette never wrote, and for what cannot be read: then Data Fair's own fields are all there is. */
export function markOf({ extras }: Pick<WireDataset, 'extras'>): Mark | undefined {
  const found = WireMark.safeParse(extras?.[MARK]);
  if (!found.success) return undefined;
  const { kept, ...mark } = found.data;
  return { ...mark, ...keptIn(kept) };
}

/** What others keep there stays. */
export function extrasWith({ extras }: Pick<WireDataset, 'extras'>, mark: Mark): Record<string, unknown> {
  const { dataset, sent, attachments, files, ...rest } = mark;
  const whole = JSON.stringify({ dataset, sent, attachments, files });
  const kept = whole.length <= KEPT_LENGTH_MAX ? whole : JSON.stringify({ sent, attachments, files });
  return { ...extras, [MARK]: { ...rest, kept } };
}

function keptIn(text: string | undefined): Kept {
  try {
    const read = Kept.safeParse(JSON.parse(text ?? '{}'));
    if (read.success) return read.data;
  } catch {
    // Somebody cut it: as good as none.
  }
  return { sent: {}, attachments: {}, files: {} };
}

/** Enough to tell that a field was edited; an empty value and none are the same. */
export function digestOf(value: unknown): string {
  return isNothing(value) ? '' : fingerprintOf(value).slice(0, 12);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isNothing);
}
