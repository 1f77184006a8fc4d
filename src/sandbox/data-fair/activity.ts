import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { can, visibilityOf } from './rights.ts';
import type { Application, Dataset } from './state.ts';

const SIZE_DEFAULT = 10;

/** What changed last among datasets and applications. */
export function activity(context: Context): PortalReply {
  context.authenticate('datasets', 'datasets-read');
  const { state, session, query } = context;
  const seen = (one: Dataset | Application): boolean => can(session, one, 'list');
  const entries = [
    ...[...state.datasets.values()].filter(seen).map((one) => entryOf('dataset', one)),
    ...[...state.applications.values()].filter(seen).map((one) => entryOf('application', one)),
  ];
  const sorted = entries.toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  return context.reply(200, { results: sorted.slice(0, Number(query['size'] ?? SIZE_DEFAULT)) });
}

function entryOf(type: string, resource: Dataset | Application): { date: string; [more: string]: unknown } {
  const { id, title, owner, updatedAt } = resource;
  const dataUpdatedAt = resource['dataUpdatedAt'];
  const date = typeof dataUpdatedAt === 'string' && dataUpdatedAt > updatedAt ? dataUpdatedAt : updatedAt;
  return { type, id, title, owner, date, visibility: visibilityOf(resource) };
}
