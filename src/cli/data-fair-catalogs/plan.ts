import { createHash } from 'node:crypto';
import { DataFairRule, scheduleOf } from '../../config/data-fair-scheduling.ts';
import { oneRecordId } from '../../config/one-record.ts';
import type { CatalogDocument, Exported, ImportDocument, PublicationDocument, Unread } from './documents.ts';
import { includeOf, pluginOf, type Plugin } from './plugins.ts';

export interface PlannedConnector {
  /** As in a file of connectors. */
  connector: { id: string; [key: string]: unknown };
  /** Fields of its settings whose secrets its owner must give: they are sealed there. */
  secrets: string[];
  publications: { dataset: string; remoteId?: string }[];
}

export interface ImportPlan {
  connectors: PlannedConnector[];
  /** What is not taken over, and why. */
  left: Unread[];
  /** What is taken over otherwise than it was there. */
  notes: Unread[];
}

const DIGEST_LENGTH = 8;
const READABLE_MAX = 38;

/** What an export becomes here. `known` are the ids of connectors that are here: one that was made of a catalogue keeps its id. */
export function planned(exported: Exported, known: readonly string[]): ImportPlan {
  const plan: ImportPlan = { connectors: [], left: [], notes: [] };
  const ids = new Map(exported.catalogs.map((catalog) => [catalog._id, connectorId(catalog, known)]));
  for (const catalog of exported.catalogs) {
    const id = ids.get(catalog._id) ?? '';
    const published = exported.publications.filter((one) => one.catalog.id === catalog._id);
    const imported = exported.imports.filter((one) => one.catalog.id === catalog._id);
    const plugin = pluginOf(catalog.plugin);
    if (plugin === undefined) {
      const reason = `no adapter of Navette stands for the plugin ${catalog.plugin}`;
      plan.left.push({ what: named(catalog, published.length, imported.length), reason });
    } else if (catalog.deletionRequested === true) {
      plan.left.push({ what: named(catalog, 0, 0), reason: 'it was being deleted there' });
    } else {
      addPush(plan, id, catalog, plugin, published);
      for (const one of imported) addImport(plan, id, catalog, plugin, one);
      if (published.length + imported.length === 0)
        plan.left.push({
          what: named(catalog, 0, 0),
          reason: 'nothing is published to it or imported from it',
        });
    }
  }
  for (const one of [...exported.publications, ...exported.imports])
    if (!ids.has(one.catalog.id))
      plan.left.push({
        what: `${'action' in one ? 'publication' : 'import'} ${one._id}`,
        reason: `the export has no catalogue ${one.catalog.id}`,
      });
  return plan;
}

/** Readable, and always the same for one catalogue, whatever it is called. */
function connectorId({ _id, title, plugin }: CatalogDocument, known: readonly string[]): string {
  const digest = createHash('sha256').update(_id).digest('hex').slice(0, DIGEST_LENGTH);
  const before = known.find((id) => id.endsWith(`-${digest}`) && !id.includes('--'));
  if (before !== undefined) return before;
  const readable = (title === '' ? plugin : title)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, READABLE_MAX)
    .replace(/-+$/, '');
  return `${readable === '' ? 'catalog' : readable}-${digest}`;
}

function addPush(
  plan: ImportPlan,
  id: string,
  catalog: CatalogDocument,
  plugin: Plugin,
  published: readonly PublicationDocument[],
): void {
  const { secret } = plugin;
  const publications = published.flatMap((one) => {
    const reason = secret === undefined ? `Navette does not push to ${plugin.adapter}` : unfit(one);
    const { id: dataset } = one.dataFairDataset;
    if (reason === undefined)
      return [{ dataset, ...(one.remoteFolder === undefined ? {} : { remoteId: one.remoteFolder.id }) }];
    plan.left.push({ what: `publication of ${dataset} to ${catalog.title} (${one._id})`, reason });
    return [];
  });
  if (publications.length === 0 || secret === undefined) return;
  const settings = plugin.settings(catalog.config);
  if (settings['organization'] === undefined) {
    const reason = 'it publishes in the account of a person, and Navette in that of an organisation';
    plan.left.push({ what: named(catalog, publications.length, 0), reason });
    return;
  }
  plan.connectors.push({
    connector: {
      id,
      adapter: plugin.adapter,
      title: titleOf(catalog.title, id),
      settings: { ...settings, [secret]: 'ledger:' },
      push: { select: { ids: [] } },
    },
    secrets: [secret],
    publications,
  });
}

/** Why a publication is no record of ours. */
function unfit({ action, remoteFolder, remoteResource }: PublicationDocument): string | undefined {
  if (action === 'delete') return 'it was being deleted there: see that its record is gone';
  if (action === 'createResource' || action === 'replaceResource' || remoteResource !== undefined)
    return `it is a file in the record ${remoteFolder?.id ?? 'of somebody else'}: Navette pushes records with their files`;
  if (action === 'createFolder') return 'it is a record within another: Navette pushes records side by side';
  return undefined;
}

function addImport(
  plan: ImportPlan,
  catalogId: string,
  catalog: CatalogDocument,
  plugin: Plugin,
  one: ImportDocument,
): void {
  const remoteId = plugin.record(one.remoteResource.id);
  const what = `import of ${one.remoteResource.title ?? one.remoteResource.id} from ${catalog.title} (${one._id})`;
  const id = oneRecordId(catalogId, remoteId);
  if (plan.connectors.some(({ connector }) => connector.id === id)) {
    plan.left.push({
      what,
      reason: `another import takes the same record ${remoteId}: it brings all its files`,
    });
    return;
  }
  const rules = DataFairRule.array().safeParse(one.scheduling);
  const schedule = rules.success ? scheduleOf(rules.data) : 'its schedule is none that is known';
  const usable = typeof schedule === 'object' && one.isSchedulingActive ? schedule : undefined;
  if (typeof schedule === 'string')
    plan.notes.push({ what, reason: `${schedule}: it is harvested only when asked` });
  else if (!one.isSchedulingActive)
    plan.notes.push({ what, reason: 'its schedule rests there: it is harvested only when asked' });
  if (one.dataFairDataset?.id !== undefined)
    plan.notes.push({
      what,
      reason: `the dataset ${one.dataFairDataset.id} stays as it is: the harvest makes one of its own`,
    });
  plan.connectors.push({
    connector: {
      id,
      adapter: plugin.adapter,
      title: titleOf(one.remoteResource.title ?? '', id),
      settings: plugin.settings(catalog.config),
      harvest: { ...usable, take: 'data', include: includeOf(plugin, remoteId) },
    },
    secrets: [],
    publications: [],
  });
}

function titleOf(title: string, id: string): string {
  return title.trim() === '' ? id : title.trim().slice(0, 200);
}

function named({ title, _id }: CatalogDocument, publications: number, imports: number): string {
  const counts = [
    ...(publications === 0 ? [] : [`${publications} publications`]),
    ...(imports === 0 ? [] : [`${imports} imports`]),
  ];
  return `catalogue ${title} (${[_id, ...counts].join(', ')})`;
}
