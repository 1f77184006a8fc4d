import { type JsonObject, isObject } from '../json.ts';
import type { PortalRequest } from '../portal.ts';
import { badRequest } from './refusal.ts';

/** The parameters of an action; undefined where the portal does not take this kind of body. */
export function bodyOf({ method, query, headers, body, form }: PortalRequest): JsonObject | undefined {
  if (method === 'GET' || method === 'HEAD') return flat(new URLSearchParams(query));
  if (form !== undefined) return { ...form.fields, ...form.files };
  if (body.length === 0) return {};
  const type = headers['content-type'] ?? '';
  if (type.includes('application/json')) return parsed(body.toString());
  if (!type.includes('application/x-www-form-urlencoded')) return undefined;
  const text = body.toString();
  // JSON sent as if it were a form is taken as JSON, which is what careless clients rely on.
  return text.startsWith('{') ? parsed(text) : flat(new URLSearchParams(text));
}

/** Text by name; a name that comes twice is a list. */
function flat(parameters: URLSearchParams): JsonObject {
  const body: JsonObject = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    body[name] = values.length > 1 ? values : values[0];
  }
  return body;
}

function parsed(text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest('JSON Error: Error decoding JSON data.');
  }
  if (!isObject(body))
    throw badRequest('JSON Error: Request data JSON decoded but it needs to be a dictionary.');
  return body;
}
