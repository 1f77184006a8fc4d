import type { Read, ReadOptions } from '../../format.ts';
import { extraOf, isBlank } from '../../values/extra.ts';
import type { Json } from '../../values/json.ts';
import { recordOf } from '../../values/record.ts';
import { Warnings } from '../../values/warn.ts';
import type { Portal } from '../portal.ts';
import { WireDataset } from '../wire.ts';
import { isLink } from '../../../model/link.ts';
import { seenDataset } from './dataset.ts';
import { dateOf, type Reading } from './fields.ts';
import { baseIn } from './native.ts';
import { changedAt } from './stamp.ts';

/** What is read into the model, or speaks of the caller, of the portal's looks, or of Data Fair's own work. */
const NOT_EXTRA = new Set([
  ...Object.keys(WireDataset.shape),
  ...'userPermissions previews thumbnail thumbnails storage permissions createdBy updatedBy _id _work errorStatus errorRetry readApiKey requestedPublicationSites publications esWarning'.split(
    ' ',
  ),
]);
/** Parsed on the way to something else, or absent more often than odd. */
const UNCHECKED = new Set(['draft', 'draftReason', 'schema']);

export interface DataFairOptions extends ReadOptions {
  portal?: Partial<Portal>;
}

/** A dataset of Data Fair. `undefined` for JSON that is none. */
export function dataFairRecord(raw: Json, options: DataFairOptions): Read | undefined {
  const parsed = WireDataset.safeParse(raw);
  if (!parsed.success || !isDataset(raw)) return undefined;
  const wire = parsed.data;
  const portal = portalOf(wire, options);
  const warnings = new Warnings();
  for (const field of lost(raw, wire))
    warnings.warn(field, JSON.stringify(raw[field]), 'not as Data Fair writes it: left out');
  const seen = seenDataset(wire, portal);
  for (const [field, value] of unread(wire, seen))
    warnings.warn(field, value, 'neither a date nor a link that can be read: left out');
  const modified = changedAt(wire);
  const draft = {
    ...seen,
    kind: 'dataset' as const,
    id: wire.id,
    title: wire.title === undefined ? undefined : seen.title,
    origin: {
      catalog: portal.base,
      remoteId: wire.id,
      url: seen.landingPage?.[0],
      issued: wire.createdAt,
      modified,
    },
    extra: extraOf([
      ...Object.entries(seen.extra ?? {}),
      ['extras', foreignExtras(wire)],
      ['fields', wire.schema.filter((field) => field['x-calculated'] !== true).map(plainField)],
      ['primaryKey', wire.primaryKey],
      ['count', wire.count],
      ...Object.entries(raw).filter(([key]) => !NOT_EXTRA.has(key)),
    ]),
  };
  return recordOf(draft, { warnings, raw, modified });
}

function isDataset(raw: Json): boolean {
  return ['title', 'slug', 'status', 'isMetaOnly', 'createdAt'].some((key) => key in raw);
}

function portalOf(wire: WireDataset, { base, language = 'und', portal }: DataFairOptions): Portal {
  return {
    base: baseIn(base) ?? base?.replace(/\/+$/, '') ?? baseIn(wire.href),
    language,
    topics: [],
    licenses: [],
    topicOf: {},
    ...portal,
  };
}

/** Fields that say something of which nothing was understood. */
function lost(raw: Json, wire: WireDataset): string[] {
  return Object.entries(wire).flatMap(([key, value]) => {
    if (UNCHECKED.has(key) || isBlank(raw[key])) return [];
    const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
    return isNothing ? [key] : [];
  });
}

/** Texts of Data Fair's that say nothing to the model. */
function unread(wire: WireDataset, seen: Reading): [field: string, value: string][] {
  const told: [field: string, value: string | undefined, isRead: boolean][] = [
    ['temporal.start', wire.temporal?.start, dateOf(wire.temporal?.start) !== undefined],
    ['temporal.end', wire.temporal?.end, dateOf(wire.temporal?.end) !== undefined],
    ['modified', wire.modified, dateOf(wire.modified) !== undefined],
    ['origin', wire.origin, seen.source !== undefined],
    ...wire.attachments.map(({ type, url }): [string, string | undefined, boolean] => [
      'attachments',
      type === 'url' ? url : undefined,
      url !== undefined && isLink(url),
    ]),
  ];
  return told.flatMap(([field, value, isRead]): [string, string][] =>
    value === undefined || value === '' || isRead ? [] : [[field, value]],
  );
}

function foreignExtras({ extras = {} }: WireDataset): Json {
  // Which applications show it is Data Fair's own account; marks are read elsewhere.
  return Object.fromEntries(
    Object.entries(extras).filter(([key]) => key !== 'applications' && !key.startsWith('navette')),
  );
}

function plainField(field: Json): Json {
  return Object.fromEntries(
    ['key', 'type', 'format', 'title', 'x-originalName', 'description', 'x-refersTo'].flatMap((key) =>
      isBlank(field[key]) ? [] : [[key, field[key]]],
    ),
  );
}
