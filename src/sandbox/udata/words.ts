import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import * as known from './vocabulary.ts';

/** The lists that a client reads before it writes. Undefined: no such list under `datasets/`. */
export function datasetWords(context: Context, name: string): PortalReply | undefined {
  switch (name) {
    case 'frequencies':
      return labelled(context, known.FREQUENCIES);
    case 'resource_types':
      return labelled(context, known.RESOURCE_TYPES);
    case 'extensions':
      return context.reply(200, known.EXTENSIONS);
    case 'schemas':
      return context.reply(200, []);
    case 'badges':
      return context.reply(200, Object.fromEntries(known.BADGES.map((id) => [id, id])));
    case 'licenses':
      return context.reply(
        200,
        known.LICENSES.map(([id, title, url]) => licence(id, title, url)),
      );
    default:
      return undefined;
  }
}

export function labelled(context: Context, ids: readonly string[]): PortalReply {
  return context.reply(
    200,
    ids.map((id) => ({ id, label: id })),
  );
}

export function spatialWords(
  context: Context,
  name: string | undefined,
  part: string | undefined,
): PortalReply | undefined {
  if (name === 'granularities')
    return context.reply(
      200,
      known.GRANULARITIES.map((id) => ({ id, name: id })),
    );
  if (name === 'levels')
    return context.reply(
      200,
      known.LEVELS.map((id) => ({ id, name: id })),
    );
  if (name !== 'zones' || part !== 'suggest') return undefined;
  const word = (context.query.get('q') ?? '').toLowerCase();
  const found = Object.entries(known.ZONES).filter(([, title]) => title.toLowerCase().includes(word));
  return context.reply(
    200,
    found.map(([id, title]) => zone(id, title)),
  );
}

function zone(id: string, name: string): object {
  const at = id.lastIndexOf(':');
  return { code: id.slice(at + 1), id, level: id.slice(0, at), name, uri: null };
}

function licence(id: string, title: string, url: string | null): object {
  const { urls = [], titles = [] } = known.LICENSE_ALTERNATES[id] ?? {};
  return { alternate_titles: titles, alternate_urls: urls, flags: [], id, maintainer: null, title, url };
}
