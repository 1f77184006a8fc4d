import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { formText } from './fields.ts';
import { objectId } from './ids.ts';
import { frame, slice } from './list.ts';
import { listPage } from './reading.ts';
import { invalidModel, notFound } from './refusal.ts';
import { contactOf, organizationOf } from './render.ts';
import { freeSlug, slugify } from './slug.ts';
import type { Organization, State } from './state.ts';

export function organizationsRoute(
  context: Context,
  method: string,
  names: string[],
): PortalReply | undefined {
  const [reference, part] = names;
  if (reference === undefined) return method === 'POST' ? create(context) : list(context);
  if (method !== 'GET') return undefined;
  if (reference === 'suggest') return suggest(context);
  const organization = find(context.state, reference);
  if (organization === undefined) throw notFound();
  if (part === undefined) return context.reply(200, organizationOf(context.view, organization));
  if (part === 'contacts') return contacts(context, organization);
  return part === 'datasets' ? datasets(context, organization) : undefined;
}

function find(state: State, reference: string): Organization | undefined {
  return (
    state.organizations.get(reference) ??
    [...state.organizations.values()].find(({ slug }) => slug === reference)
  );
}

function list(context: Context): PortalReply {
  const name = context.query.get('name');
  const found = named(context).filter((organization) => name === null || organization.name === name);
  const page = slice(found, context.query);
  return written(
    200,
    frame(
      context.request,
      page,
      page.items.map((one) => JSON.stringify(organizationOf(context.view, one))),
    ),
  );
}

function suggest(context: Context): PortalReply {
  const shown = ({ acronym, id, name, slug }: Organization): object => ({
    acronym,
    id,
    image_url: null,
    name,
    page: null,
    slug,
  });
  return context.reply(200, named(context).map(shown));
}

function named(context: Context): Organization[] {
  const word = (context.query.get('q') ?? '').toLowerCase();
  return [...context.state.organizations.values()].filter(({ name }) => name.toLowerCase().includes(word));
}

function contacts(context: Context, organization: Organization): PortalReply {
  const own = [...context.state.contacts.values()].filter(
    (contact) => contact.organization === organization.id,
  );
  const page = slice(own, context.query);
  return written(
    200,
    frame(
      context.request,
      page,
      page.items.map((one) => JSON.stringify(contactOf(context.view, one))),
    ),
  );
}

/** This list shows deleted and archived datasets to anybody, and private ones to members. */
function datasets(context: Context, { id, members }: Organization): PortalReply {
  const member = context.user !== undefined && members[context.user.id] !== undefined;
  const all = [...context.state.datasets.values()];
  return listPage(
    context,
    all.filter((one) => one.organization === id && (member || !one.private)),
  );
}

function create(context: Context): PortalReply {
  const user = context.creating();
  const body = context.body();
  const [name, description] = [formText(body['name']), formText(body['description'])];
  if (name === null || description === null) {
    const missing = {
      ...(name === null && { name: 'Field is required' }),
      ...(description === null && { description: 'Field is required' }),
    };
    throw invalidModel(missing);
  }
  const { state } = context;
  const taken = (slug: string): boolean => [...state.organizations.values()].some((one) => one.slug === slug);
  const organization: Organization = {
    id: objectId(),
    slug: freeSlug(slugify(name), taken),
    name,
    acronym: formText(body['acronym']),
    description,
    url: formText(body['url']),
    business_number_id: formText(body['business_number_id']),
    created_at: context.now(),
    members: { [user.id]: 'admin' },
  };
  state.organizations.set(organization.id, organization);
  return context.reply(201, organizationOf(context.view, organization));
}
