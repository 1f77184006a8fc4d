import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { windowOf } from './list.ts';
import { cleanLine, notRest, readable } from './lines.ts';
import { invalid } from './refusal.ts';
import { objectOf } from '../json.ts';
import type { Dataset, Line, State } from './state.ts';

/** Keeps what a line has become, where the dataset keeps a history. */
export function revise(state: State, { id, rest }: Dataset, line: Line): void {
  if (objectOf(rest)['history'] === true) state.revisions.set(`${id}\n${line._i}`, line);
}

export function forgetRevisions(state: State, id: string): void {
  for (const [key] of state.revisions.entries()) {
    if (key.startsWith(`${id}\n`)) state.revisions.delete(key);
  }
}

/** What lines were, newest first; `before` goes on behind a line number. */
export function readRevisions(context: Context, reference: string, lineId?: string): PortalReply {
  const dataset = readable(context, reference, 'readLine');
  if (dataset.isRest !== true) throw notRest();
  if (objectOf(dataset['rest'])['history'] !== true)
    throw invalid("L'historisation des lignes n'est pas activée pour ce jeu de données.");
  const { query, publicUrl, request } = context;
  const { size } = windowOf(query);
  const all = [...context.state.revisions.entries()]
    .filter(([key, { _id }]) => key.startsWith(`${dataset.id}\n`) && (lineId === undefined || _id === lineId))
    .map(([, line]) => line)
    .toSorted((a, b) => b._i - a._i);
  const before = query['before'] === undefined ? Infinity : Number(query['before']);
  const page = all.filter(({ _i }) => _i < before).slice(0, size);
  const last = page.at(-1);
  const body = { total: all.length, results: page.map(cleanLine) };
  if (last === undefined || page.length < size) return context.reply(200, body);
  const next = new URL(publicUrl);
  next.pathname = request.path;
  for (const [key, value] of Object.entries({ ...query, before: String(last._i) }))
    next.searchParams.set(key, value);
  return context.reply(200, { ...body, next: next.href }, { headers: { link: `<${next.href}>; rel=next` } });
}
