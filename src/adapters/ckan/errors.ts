import { RemoteFault } from '../../faults.ts';
import type { FieldError } from '../../faults.ts';
import { isJson } from './wire.ts';

/** What a person can still read of one refusal. */
const FIELDS_MAX = 50;
const MESSAGE_LENGTH_MAX = 300;

/** CKAN said no. `type` is its own word for the reason, never translated, unlike the messages. */
export interface Refusal {
  status: number;
  type?: string;
  message: string;
  fields: FieldError[];
}

/** A refusal in CKAN's envelope; undefined when the body is somebody else's. */
export function refusalOf(status: number, body: unknown): Refusal | undefined {
  // An unknown action and an unreadable request are answered by a bare JSON string.
  if (typeof body === 'string' && status === 400) return { status, message: cut(body), fields: [] };
  if (!isJson(body) || body['success'] !== false) return undefined;
  const error = body['error'];
  if (!isJson(error)) return { status, message: typeof error === 'string' ? cut(error) : '', fields: [] };
  const { __type: type, message, ...rest } = error;
  return {
    status,
    ...(typeof type === 'string' ? { type } : {}),
    message: typeof message === 'string' ? cut(message) : '',
    fields: fieldErrors(rest),
  };
}

/** CKAN's map of messages, flattened: `{ resources: [{}, { size: ['…'] }] }` becomes `resources[1].size`. */
export function fieldErrors(errors: unknown, path = '', depth = 0): FieldError[] {
  if (typeof errors === 'string') return [{ path, message: cut(errors) }];
  if (depth > 6) return [];
  const found: FieldError[] = [];
  if (Array.isArray(errors)) {
    for (const [index, member] of errors.entries()) {
      found.push(...fieldErrors(member, typeof member === 'string' ? path : `${path}[${index}]`, depth + 1));
    }
  } else if (isJson(errors)) {
    for (const [key, member] of Object.entries(errors)) {
      found.push(...fieldErrors(member, path === '' ? key : `${path}.${key}`, depth + 1));
    }
  }
  return found.slice(0, FIELDS_MAX);
}

export function faultOf(refusal: Refusal, where: string): RemoteFault {
  const { status, message, fields } = refusal;
  const words = fields.map(({ path, message: text }) => `${path}: ${text}`).join('; ');
  const said = cut([message, words].filter((part) => part !== '').join(' — '));
  const text = `${where} answered ${status}${said === '' ? '' : `: ${said}`}`;
  return new RemoteFault(kindOf(refusal), text, { status, fields });
}

function kindOf({ status, type }: Refusal): 'unauthorised' | 'absent' | 'refused' | 'broken' {
  if (status === 401 || status === 403 || type === 'Authorization Error') return 'unauthorised';
  if (status === 404 || type === 'Not Found Error') return 'absent';
  // Two writers at once: the same request goes through a moment later.
  if (status >= 500 || type === 'Integrity Error') return 'broken';
  return 'refused';
}

function cut(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > MESSAGE_LENGTH_MAX ? `${flat.slice(0, MESSAGE_LENGTH_MAX)}…` : flat;
}
