import { type JsonObject, isObject, listOf } from '../json.ts';
import type { Context } from './context.ts';
import { isPublic, operationsOf, visibilityOf } from './rights.ts';
import { type Dataset, withoutMember } from './state.ts';

/** What nobody sees from outside. */
const HIDDEN = [
  'permissions',
  '_work',
  '_files',
  'loaded',
  '_attachmentsTargets',
  'initFrom',
  'draft',
  '_readApiKey',
];

/** A dataset as it is answered: what is stored, and what is worked out for this caller and this domain. */
export function cleaned(context: Context, stored: Dataset, isDraft = false): JsonObject {
  const { query, publicUrl, session, site } = context;
  const dataset = isDraft ? withDraft(stored) : stored;
  const shown: JsonObject = withoutMember(dataset, ...HIDDEN);
  if (stored.draft !== undefined && isDraft) shown['draftReason'] = stored.draft.draftReason;
  const select = (query['select'] ?? '').split(',');
  if (query['raw'] === 'true') return shown;
  const { id, slug } = dataset;
  if (!select.includes('-userPermissions')) shown['userPermissions'] = operationsOf(session, dataset);
  if (!select.includes('-public')) shown['public'] = isPublic(dataset);
  if (!select.includes('-visibility')) shown['visibility'] = visibilityOf(dataset);
  if (!query['select'] || select.includes('description')) shown['description'] = dataset['description'] ?? '';
  if (Array.isArray(dataset['attachments']))
    shown['attachments'] = listOf(dataset['attachments']).map((one) => withUrl(publicUrl, id, one));
  if (!select.includes('-previews'))
    shown['previews'] = [
      { id: 'table', title: 'Tableau', href: `${publicUrl}/embed/dataset/${site ? slug : id}/table` },
    ];
  if (!select.includes('-links')) {
    shown['href'] = `${publicUrl}/api/v1/datasets/${site ? slug : id}`;
    const { datasetUrlTemplate } = site ?? {};
    shown['page'] =
      datasetUrlTemplate?.replace('{slug}', slug).replace('{id}', id) ?? `${publicUrl}/dataset/${id}`;
  }
  if (select.includes('-owner')) delete shown['owner'];
  return shown;
}

export function withDraft(dataset: Dataset): Dataset {
  const { draft } = dataset;
  if (draft === undefined) return dataset;
  const { finalizedAt: _finalizedAt, ...rest } = dataset;
  return { ...rest, ...draft, id: dataset.id, slug: dataset.slug, permissions: dataset.permissions };
}

function withUrl(publicUrl: string, id: string, attachment: unknown): unknown {
  if (!isObject(attachment) || attachment['type'] === 'url') return attachment;
  return {
    ...withoutMember(attachment, 'targetUrl'),
    url: `${publicUrl}/api/v1/datasets/${id}/metadata-attachments/${String(attachment['name'])}`,
  };
}
