import { z } from 'zod';
import { CliFailure, EXIT } from '../exit.ts';

/** Documents of Data Fair's catalogue service, as far as they are read: in an export of its database, or from its API. */
const Id = z.string().min(1);
const Place = z.looseObject({ id: Id, title: z.string().optional() });

export const CatalogDocument = z.looseObject({
  _id: Id,
  plugin: z.string().min(1),
  title: z.string().default(''),
  config: z.record(z.string(), z.unknown()).default({}),
  deletionRequested: z.boolean().optional(),
});
export type CatalogDocument = z.output<typeof CatalogDocument>;

export const PublicationDocument = z.looseObject({
  _id: Id,
  action: z.string(),
  catalog: z.looseObject({ id: Id }),
  dataFairDataset: z.looseObject({ id: Id, title: z.string().optional() }),
  remoteFolder: Place.optional(),
  remoteResource: Place.optional(),
});
export type PublicationDocument = z.output<typeof PublicationDocument>;

export const ImportDocument = z.looseObject({
  _id: Id,
  catalog: z.looseObject({ id: Id }),
  remoteResource: Place,
  scheduling: z.array(z.unknown()).default([]),
  isSchedulingActive: z.boolean().default(true),
  dataFairDataset: z.looseObject({ id: z.string().optional(), title: z.string().optional() }).optional(),
});
export type ImportDocument = z.output<typeof ImportDocument>;

export interface Exported {
  catalogs: CatalogDocument[];
  publications: PublicationDocument[];
  imports: ImportDocument[];
}

/** What is known of documents that cannot be read. */
export interface Unread {
  what: string;
  reason: string;
}

/** Documents in one pile: what each is shows in its fields. */
export function sorted(documents: readonly unknown[]): Exported & { unread: Unread[] } {
  const found: Exported = { catalogs: [], publications: [], imports: [] };
  const unread: Unread[] = [];
  for (const document of documents) {
    const kind = kindOf(document);
    const reason =
      kind === undefined
        ? 'it is neither a catalogue, a publication nor an import'
        : KEEPING[kind](found, document);
    if (reason !== undefined) unread.push({ what: `${kind ?? 'document'} ${nameOf(document)}`, reason });
  }
  return { ...found, unread };
}

/** A file of one JSON document, of a list of them, of the three collections by name, or of one document a line. */
export function documentsIn(text: string, file: string): unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return flat(whole);
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .flatMap(({ line, number }) => {
      const document = parsed(line);
      if (document !== undefined) return flat(document);
      throw new CliFailure(
        EXIT.usage,
        `${file}: line ${number} is no JSON: give what mongoexport writes, or what the API answers`,
      );
    });
}

type Kind = 'catalog' | 'publication' | 'import';

/** Puts a document to its like; what is wrong with it otherwise. */
const KEEPING: Record<Kind, (found: Exported, document: unknown) => string | undefined> = {
  catalog: (found, document) => kept(CatalogDocument.safeParse(document), found.catalogs),
  publication: (found, document) => kept(PublicationDocument.safeParse(document), found.publications),
  import: (found, document) => kept(ImportDocument.safeParse(document), found.imports),
};

function kept<T>(parsed: z.ZodSafeParseResult<T>, list: T[]): string | undefined {
  if (parsed.success) {
    list.push(parsed.data);
    return undefined;
  }
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

function kindOf(document: unknown): Kind | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  if ('plugin' in document) return 'catalog';
  if (!('catalog' in document)) return undefined;
  return 'action' in document ? 'publication' : 'import';
}

function nameOf(document: unknown): string {
  const named = z.looseObject({ _id: z.string() }).safeParse(document);
  return named.success ? named.data._id : JSON.stringify(document)?.slice(0, 80);
}

const Collections = z.looseObject({
  catalogs: z.array(z.unknown()).optional(),
  publications: z.array(z.unknown()).optional(),
  imports: z.array(z.unknown()).optional(),
});

function flat(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  const collections = Collections.safeParse(document);
  if (!collections.success || kindOf(document) !== undefined) return [document];
  const { catalogs, publications, imports } = collections.data;
  const all = [catalogs, publications, imports].filter((each) => each !== undefined);
  return all.length === 0 ? [document] : all.flat();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, plain);
  } catch {
    return undefined;
  }
}

/** Exports of MongoDB wrap numbers and dates. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = [], more] = Object.entries(value);
  if (more !== undefined || typeof name !== 'string') return value;
  if (name === '$numberInt' || name === '$numberLong' || name === '$numberDouble') return Number(inner);
  return name === '$oid' || name === '$date' ? inner : value;
}
