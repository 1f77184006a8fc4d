import { isObject, listOf, objectOf, wordOf } from '../json.ts';
import type { Context } from './context.ts';
import { can, visibilityOf } from './rights.ts';
import { type Account, type Dataset, accountKey } from './state.ts';

/** Parameters that ask for equality: where their values are found in a dataset. */
const FIELDS: Record<string, (dataset: Dataset) => unknown[]> = {
  id: ({ id }) => [id],
  ids: ({ id }) => [id],
  slug: ({ slug }) => [slug],
  slugs: ({ slug }) => [slug],
  title: ({ title }) => [title],
  status: ({ status }) => [status],
  draftStatus: ({ draft }) => [draft?.status],
  filename: ({ originalFile }) => [originalFile?.name],
  rest: ({ isRest }) => [String(isRest === true)],
  virtual: ({ isVirtual }) => [String(isVirtual === true)],
  metaOnly: ({ isMetaOnly }) => [String(isMetaOnly === true)],
  topics: ({ topics }) => listOf(topics).map((topic) => objectOf(topic)['id']),
  keywords: ({ keywords }) => listOf(keywords),
  spatial: ({ spatial }) => [spatial],
  publicationSites: ({ publicationSites }) => publicationSites ?? [],
  requestedPublicationSites: ({ requestedPublicationSites }) => listOf(requestedPublicationSites),
  children: ({ virtual }) => listOf(objectOf(virtual)['children']),
  concepts: ({ schema }) => schema.map((field) => field['x-refersTo']),
  'short-concept': ({ schema }) => schema.map((field) => objectOf(field['x-concept'])['id']),
  'field-type': ({ schema }) => schema.map(({ type }) => type),
  'field-format': ({ schema }) => schema.map((field) => field['format']),
  services: ({ extensions }) => listOf(extensions).map((one) => objectOf(one)['remoteService']),
};

/** Whether a dataset is what the query asks for; a parameter that nobody knows is passed over. */
export function matches(context: Context, dataset: Dataset): boolean {
  const { query, session } = context;
  for (const [name, values] of Object.entries(FIELDS)) {
    const wanted = query[name]?.split(',');
    if (wanted === undefined) continue;
    const found = values(dataset).filter((value) => value !== undefined);
    const isFound = found.some((value) => wanted.includes(wordOf(value)));
    if (!isFound && !(wanted.includes('null') && found.length === 0)) return false;
  }
  const { q, owner, visibility, type, can: operation } = query;
  if (q !== undefined && q !== '' && !hasWord(dataset, q)) return false;
  if (owner !== undefined && !isOwned(dataset.owner, owner)) return false;
  if (visibility !== undefined && !visibility.split(',').includes(visibilityOf(dataset))) return false;
  if (type !== undefined && !type.split(',').includes(kindOf(dataset))) return false;
  if (operation !== undefined && !operation.split(',').some((one) => can(session, dataset, one)))
    return false;
  if (query['file'] === 'true' && dataset.file === undefined) return false;
  if (query['bbox'] === 'true' && !Array.isArray(dataset['bbox'])) return false;
  if (query['queryable'] === 'true' && (dataset.isMetaOnly === true || dataset.finalizedAt === undefined))
    return false;
  const isMine = query['mine'] === 'true' || query['shared'] === 'false';
  return !isMine || session?.account === undefined || isWithin(dataset.owner, session.account);
}

export function kindOf({ isRest, isVirtual, isMetaOnly }: Dataset): string {
  return isRest === true
    ? 'rest'
    : isVirtual === true
      ? 'virtual'
      : isMetaOnly === true
        ? 'metaOnly'
        : 'file';
}

/** One of the words, as the text index of the database has it. */
function hasWord(dataset: Dataset, q: string): boolean {
  const texts = [dataset.title, dataset['description'], dataset['summary'], ...listOf(dataset['keywords'])];
  const own = new Set(wordsOf(texts.filter((one) => typeof one === 'string').join(' ')));
  return wordsOf(q).some((word) => own.has(word));
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '');
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** `type:id`, `type:id:department`, `type:id:-` for none, `type:id:*` for any; with `-` ahead, all others. */
export function isOwned(owner: Account, text: string): boolean {
  const wanted = text.split(',');
  const excluded = wanted.filter((one) => one.startsWith('-')).map((one) => one.slice(1));
  const included = wanted.filter((one) => !one.startsWith('-'));
  if (excluded.some((one) => isAccount(owner, one))) return false;
  return included.length === 0 || included.some((one) => isAccount(owner, one));
}

function isAccount(owner: Account, text: string): boolean {
  const [type, id, department] = text.split(':');
  if (owner.type !== type || owner.id !== id) return false;
  if (department === undefined || department === '' || department === '*') return true;
  return department === '-' ? owner.department === undefined : owner.department === department;
}

function isWithin(owner: Account, account: Account): boolean {
  if (account.department === undefined) return owner.type === account.type && owner.id === account.id;
  return accountKey(owner) === accountKey(account);
}

/** The values of one dataset that a facet counts. */
export function facetValues(dataset: Dataset, name: string): unknown[] {
  if (name === 'visibility') return [visibilityOf(dataset)];
  if (name === 'owner') return [dataset.owner];
  if (name === 'topics') return listOf(dataset['topics']).filter(isObject);
  return FIELDS[name]?.(dataset).filter((value) => value !== undefined) ?? [];
}

export function isFacet(name: string): boolean {
  return name === 'visibility' || name === 'owner' || name in FIELDS;
}
