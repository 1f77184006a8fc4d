import { isObject } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { formText } from './fields.ts';
import { objectId } from './ids.ts';
import { Refusal, forbidden, notFound } from './refusal.ts';
import { contactOf } from './render.ts';
import type { Contact } from './state.ts';
import { CONTACT_ROLES } from './vocabulary.ts';
import { labelled } from './words.ts';

const NAME_LENGTH_MAX = 255;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function contactsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [id] = names;
  if (id === undefined) return method === 'POST' ? getOrCreate(context) : undefined;
  if (id === 'roles') return labelled(context, CONTACT_ROLES);
  const contact = context.state.contacts.get(id);
  if (contact === undefined) throw notFound();
  if (method === 'GET') return context.reply(200, contactOf(context.view, contact));
  if (method !== 'PUT' && method !== 'DELETE') return undefined;
  mayWrite(context, contact);
  if (method === 'DELETE') {
    context.state.contacts.delete(id);
    return written(204, '');
  }
  const body = context.body();
  const changed: Contact = { ...contact, ...wordsOf({ ...contact, ...body }) };
  context.state.contacts.set(id, changed);
  return context.reply(200, contactOf(context.view, changed));
}

/** The same contact twice is the same contact: 201 the first time, 200 afterwards. */
function getOrCreate(context: Context): PortalReply {
  const user = context.creating();
  const body = context.body();
  const words = wordsOf(body);
  const sent = body['organization'];
  const organization = formText(isObject(sent) ? sent['id'] : sent);
  const contact: Contact = {
    id: objectId(),
    ...words,
    organization,
    owner: organization === null ? user.id : null,
  };
  if (organization !== null) mayWrite(context, contact);
  const known = [...context.state.contacts.values()].find((one) => sameContact(one, contact));
  if (known !== undefined) return context.reply(200, contactOf(context.view, known));
  context.state.contacts.set(contact.id, contact);
  return context.reply(201, contactOf(context.view, contact));
}

function wordsOf(body: Record<string, unknown>): Omit<Contact, 'id' | 'organization' | 'owner'> {
  const [name, email] = [formText(body['name']) || null, formText(body['email']) || null];
  const [form, role] = [formText(body['contact_form']) || null, formText(body['role'])];
  if (role === null) throw invalid('role', 'Field is required');
  if (!CONTACT_ROLES.includes(role)) throw invalid('role', `'${role}' n'est pas un choix valide`);
  if (name !== null && /https?:\/\//i.test(name))
    throw invalid('name', 'Les adresses ne sont pas permises ici');
  if ((name?.length ?? 0) > NAME_LENGTH_MAX) throw invalid('name', 'String value is too long');
  if (email !== null && !EMAIL.test(email)) throw invalid('email', 'Adresse de courriel invalide');
  if (role === 'contact' && email === null && form === null) {
    throw new Refusal(400, { errors: {}, message: 'Un courriel ou un formulaire est nécessaire' });
  }
  return { name, email, contact_form: form, role };
}

function sameContact(a: Contact, b: Contact): boolean {
  const fields = ['name', 'email', 'contact_form', 'role', 'organization', 'owner'] as const;
  return fields.every((field) => a[field] === b[field]);
}

function mayWrite(context: Context, contact: Contact): void {
  const user = context.someone();
  if (contact.organization === null ? contact.owner === user.id : isMemberOf(context, contact.organization))
    return;
  throw forbidden();
}

function isMemberOf(context: Context, organization: string): boolean {
  const known = context.state.organizations.get(organization);
  if (known === undefined) throw invalid('organization', "Cette organisation n'existe pas");
  return known.members[context.someone().id] !== undefined;
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(400, { errors: { [field]: message }, message });
}
