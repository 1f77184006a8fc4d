import {
  type Contact,
  type Dataset,
  type Organization,
  type Resource,
  type State,
  type User,
  isMember,
} from './state.ts';
import { OPEN_FORMATS } from './vocabulary.ts';

const DESCRIPTION_IS_GOOD = 100;
const QUALITY_POINTS = 9;

/** How one reader sees things: links start with the address that was called, rights depend on who asks. */
export interface View {
  state: State;
  origin: string;
  user: User | undefined;
}

export function userRef(view: View, user: User): object {
  const { id, slug, first_name, last_name } = user;
  const uri = `${view.origin}/api/1/users/${slug}/`;
  return {
    avatar: null,
    avatar_thumbnail: null,
    class: 'User',
    deleted: null,
    first_name,
    id,
    last_name,
    page: null,
    slug,
    uri,
  };
}

export function organizationRef(view: View, organization: Organization): object {
  const member = view.user !== undefined && organization.members[view.user.id] !== undefined;
  const admin = view.user !== undefined && organization.members[view.user.id] === 'admin';
  const { acronym, id, name, slug } = organization;
  return {
    acronym,
    badges: [],
    class: 'Organization',
    id,
    logo: null,
    logo_thumbnail: null,
    name,
    page: null,
    permissions: { delete: admin, edit: admin, harvest: admin, members: admin, private: member },
    slug,
    uri: `${view.origin}/api/1/organizations/${slug}/`,
  };
}

export function organizationOf(view: View, organization: Organization): object {
  const { description, url, business_number_id, created_at } = organization;
  const members = Object.entries(organization.members).map(([id, role]) => {
    const user = view.state.users.get(id);
    return { label: role, role, since: created_at, user: user === undefined ? null : userRef(view, user) };
  });
  return {
    ...organizationRef(view, organization),
    business_number_id,
    created_at,
    deleted: null,
    description,
    extras: {},
    image_url: null,
    last_modified: created_at,
    members,
    metrics: { datasets: 0, followers: 0, members: members.length, reuses: 0, views: 0 },
    teams: [],
    url,
    zone: null,
  };
}

export function contactOf(view: View, contact: Contact): object {
  const { contact_form, email, id, name, role } = contact;
  return { contact_form, email, id, name, ...ownersOf(view, contact), role };
}

export function resourceOf(view: View, resource: Resource): object {
  return {
    ...resource,
    geopf: null,
    harvest: null,
    internal: { created_at_internal: resource.created_at, last_modified_internal: resource.last_modified },
    latest: `${view.origin}/api/1/datasets/r/${resource.id}`,
    metrics: {},
    preview_url: null,
  };
}

export function datasetOut(view: View, dataset: Dataset): Record<string, unknown> {
  const member = isMember(view.state, view.user, dataset);
  const { organization: _organization, owner: _owner, ...own } = dataset;
  return {
    ...own,
    ...ownersOf(view, dataset),
    badges: [],
    contact_points: dataset.contact_points.flatMap((id) => {
      const contact = view.state.contacts.get(id);
      return contact === undefined ? [] : [contactOf(view, contact)];
    }),
    doi: null,
    featured: false,
    frequency: dataset.frequency ?? 'unknown',
    geopf: null,
    harvest: null,
    internal: { created_at_internal: dataset.created_at, last_modified_internal: dataset.last_modified },
    last_update: lastUpdate(dataset),
    license: dataset.license ?? 'notspecified',
    metrics: {
      dataservices: 0,
      discussions: 0,
      discussions_open: 0,
      followers: 0,
      resources_downloads: 0,
      reuses: 0,
      views: 0,
    },
    page: null,
    permissions: { delete: member, edit: member, edit_resources: member },
    quality: qualityOf(dataset),
    resources: dataset.resources.map((resource) => resourceOf(view, resource)),
    schema: null,
    uri: `${view.origin}/api/1/datasets/${dataset.slug}/`,
  };
}

/** The newest of its files, or the record itself when it has none. */
export function lastUpdate(dataset: Dataset): string {
  return (
    dataset.resources
      .map(({ last_modified }) => last_modified)
      .sort()
      .at(-1) ?? dataset.last_modified
  );
}

export function ownersOf(view: View, owned: { organization: string | null; owner: string | null }): object {
  const organization =
    owned.organization === null ? undefined : view.state.organizations.get(owned.organization);
  const owner = owned.owner === null ? undefined : view.state.users.get(owned.owner);
  return {
    organization: organization === undefined ? null : organizationRef(view, organization),
    owner: owner === undefined ? null : userRef(view, owner),
  };
}

function qualityOf(dataset: Dataset): Record<string, boolean | number> {
  const points: Record<string, boolean> = {
    dataset_description_quality: dataset.description.length > DESCRIPTION_IS_GOOD,
    license: dataset.license !== null,
    spatial: dataset.spatial !== null,
    temporal_coverage: dataset.temporal_coverage !== null,
    update_frequency: dataset.frequency !== null,
  };
  if (dataset.frequency !== null) points['update_fulfilled_in_time'] = true;
  if (dataset.resources.length > 0) {
    points['all_resources_available'] = true;
    points['has_open_format'] = dataset.resources.some(
      ({ format }) => format === null || OPEN_FORMATS.includes(format),
    );
    points['has_resources'] = true;
    points['resources_documentation'] = dataset.resources.some(
      ({ type, description }) => type === 'documentation' || description !== null,
    );
  }
  const score =
    Object.entries(points).filter(([name, good]) => good && name !== 'has_resources').length / QUALITY_POINTS;
  return { ...points, score };
}
