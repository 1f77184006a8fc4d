import { FIELDS } from '../../formats/data-fair/to-model/fields.ts';
import type { WireAttachment, WireDataset } from '../../formats/data-fair/wire.ts';
import type { Base, Merge } from '../merge.ts';
import { LINKS, MARK, markIn } from './mark.ts';
import { linkKey, urlOf, type Matched } from './owned.ts';

type Body = Record<string, unknown>;

/** Everything at once, for a dataset that is metadata alone; where it is published is written afterwards. */
export function createBody(fields: Base, owner: object | undefined): Body {
  const links = linksIn(fields);
  return {
    isMetaOnly: true,
    ...Object.fromEntries(FIELDS.flatMap((field) => (field in fields ? [[field, fields[field]]] : []))),
    ...(links.length === 0 ? {} : { attachments: links.map(([, link]) => ({ type: 'url', ...link })) }),
    extras: extrasOf({}, fields['mark'], links),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** What differs; attachments, extras and sites with what others have there. Empty: nothing but permissions. */
export function patchBody(wire: WireDataset, { merged, diff }: Merge, matched: Matched): Body {
  const body: Body = {};
  const changed = new Set(diff.map(({ field }) => field));
  for (const field of FIELDS) if (changed.has(field)) body[field] = merged[field] ?? null;
  const changesLinks = diff.some(({ field }) => linkKey(field) !== undefined);
  const links = linksIn(merged);
  if (changesLinks) body['attachments'] = attachmentsOf(wire, merged, matched);
  if (changesLinks || changed.has('mark'))
    body['extras'] = extrasOf(wire.extras ?? {}, merged['mark'] ?? markIn(wire.extras), links);
  return body;
}

/** Ours in their places, with what was chosen for them there; new ones at the end, and others untouched. */
function attachmentsOf(wire: WireDataset, merged: Base, matched: Matched): unknown[] {
  const keys = new Map([...matched].map(([key, attachment]) => [attachment, key] as const));
  const wanted = new Map(linksIn(merged));
  const kept = wire.attachments.flatMap((present): WireAttachment[] => {
    const key = keys.get(present);
    if (key === undefined) return [present];
    const link = wanted.get(key);
    wanted.delete(key);
    if (link === undefined) return [];
    const { description: _old, ...rest } = present;
    return [{ ...rest, ...link }];
  });
  return [...kept, ...[...wanted.values()].map((link) => ({ type: 'url', ...link }))];
}

function linksIn(fields: Base): [key: string, link: Body][] {
  return Object.entries(fields).flatMap(([field, value]): [string, Body][] => {
    const key = linkKey(field);
    if (key === undefined || typeof value !== 'object' || value === null) return [];
    return [[key, { ...value }]];
  });
}

function extrasOf(extras: Body, mark: unknown, links: readonly [string, Body][]): Body {
  const { [LINKS]: _before, ...others } = extras;
  const kept = links.flatMap(([id, link]) => {
    const url = urlOf(link);
    return url === undefined ? [] : [{ id, url }];
  });
  return { ...others, [MARK]: mark, ...(kept.length === 0 ? {} : { [LINKS]: kept }) };
}
