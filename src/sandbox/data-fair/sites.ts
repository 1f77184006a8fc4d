import { type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { settingsOf } from './people.ts';
import { invalid } from './refusal.ts';
import { type Account, type Settings, type Site, type State, accountKey } from './state.ts';

/** The portals of an account: those of its departments with `*`, those of the organisation to a department. */
export function siteRoute(
  context: Context,
  method: string,
  owner: Account,
  names: string[],
): PortalReply | undefined {
  const { state } = context;
  if (method === 'GET' && names.length === 0) return context.reply(200, sitesOf(state, owner));
  const settings = settingsOf(state, owner);
  if (method === 'POST' && names.length === 0) {
    const site = siteIn(context.object());
    const others = settings.publicationSites.filter((one) => !isSame(one, site));
    const known = settings.publicationSites.find((one) => isSame(one, site));
    const merged = { ...site, settings: { ...objectOf(known?.['settings']), ...objectOf(site['settings']) } };
    state.settings.set(accountKey(owner), { ...settings, publicationSites: [...others, merged] });
    return context.reply(200, site);
  }
  const [type, id, ...more] = names;
  if (method !== 'DELETE' || type === undefined || id === undefined || more.length > 0) return undefined;
  const publicationSites = settings.publicationSites.filter((one) => !isSame(one, { type, id }));
  state.settings.set(accountKey(owner), { ...settings, publicationSites });
  leave(state, `${type}:${id}`);
  return context.reply(200, {});
}

function sitesOf(state: State, owner: Account): JsonObject[] {
  const { department } = owner;
  const theirs = [...state.settings.values()].filter((one) => isAmong(one, owner));
  return theirs.flatMap((settings) =>
    settings.publicationSites.map((site) => {
      const contributors = listOf(objectOf(site['settings'])['contributorDepartments']);
      return {
        ...site,
        ...(settings.department !== undefined && { department: settings.department }),
        ...(department !== undefined &&
          contributors.includes(department) && { canContributeAsDepartment: true }),
      };
    }),
  );
}

function isAmong(settings: Settings, { type, id, department }: Account): boolean {
  if (settings.type !== type || settings.id !== id) return false;
  return department === '*' || settings.department === undefined || settings.department === department;
}

/** What was published on a portal that is gone is published there no more. */
function leave(state: State, site: string): void {
  for (const dataset of state.datasets.values()) {
    if (dataset.publicationSites?.includes(site) !== true) continue;
    const publicationSites = dataset.publicationSites.filter((one) => one !== site);
    state.datasets.set(dataset.id, { ...dataset, publicationSites });
  }
}

function siteIn(body: JsonObject): Site {
  const type = textOf(body['type']);
  const id = textOf(body['id']);
  if (type === undefined || id === undefined) throw invalid('a publication site has a type and an id');
  return { ...body, type, id };
}

function isSame(a: Pick<Site, 'type' | 'id'>, b: Pick<Site, 'type' | 'id'>): boolean {
  return a.type === b.type && a.id === b.id;
}
