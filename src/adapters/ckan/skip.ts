import type { ListOptions } from '../adapter.ts';
import { attemptTo, type CkanSession } from './call.ts';
import { hashIdentity, readCursor, sumNames, writeCursor, type Cursor } from './cursor.ts';
import { indexTime } from './dates.ts';
import { requireIdentity } from './identity.ts';
import { reading } from './requests.ts';
import { queryFor } from './sheet.ts';
import { WireSearch, isJson, textOf } from './wire.ts';

/**
 * Past one package that the site cannot show: the search index knows its id, and giving that alone does not touch the
 * package. By offset the place after it is known even without.
 */
export async function skip(
  session: CkanSession,
  text: string | undefined,
  options: ListOptions,
): Promise<{ next: string; remoteId?: string } | undefined> {
  const before = text === undefined ? undefined : readCursor(text);
  const mode = before?.mode ?? (options.modifiedSince === undefined ? 'keys' : 'since');
  const query = {
    ...queryFor(session, before, mode, options),
    rows: 1,
    fl: ['id', 'name', 'metadata_modified'],
  };
  const attempt = await attemptTo(session, WireSearch, reading(session.settings, 'package_search', query));
  const found = attempt.ok ? attempt.result.results[0] : undefined;
  const id = isJson(found) ? textOf(found['id']) : undefined;
  if (id === undefined && mode !== 'offset') return undefined;
  const name = isJson(found) ? textOf(found['name']) : undefined;
  const time = isJson(found) ? indexTime(textOf(found['metadata_modified']) ?? '') : undefined;
  const count = attempt.ok ? attempt.result.count : undefined;
  const identity = before?.identity ?? (await identityOf(session));
  const next: Cursor = {
    ...(before ?? { mode, last: '', first: '', received: 0, ordered: true, names: '', identity }),
    last: id ?? before?.last ?? '',
    first: id ?? '',
    received: (before?.received ?? 0) + 1,
    names: sumNames(before?.names ?? '', [name ?? '']),
    ...(time === undefined ? {} : { time }),
    ...(before === undefined && typeof count === 'number' ? { announced: count } : {}),
  };
  return { next: writeCursor(next), ...(id === undefined ? {} : { remoteId: id }) };
}

async function identityOf(session: CkanSession): Promise<string> {
  return session.settings.apiToken === undefined
    ? 'anonymous'
    : hashIdentity((await requireIdentity(session)).name);
}
