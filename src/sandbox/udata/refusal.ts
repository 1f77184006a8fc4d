import type { PortalReply } from '../portal.ts';

/** An answer that is not a success, thrown from wherever it becomes certain. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const REALM = { 'www-authenticate': 'Bearer realm="Portail"' };

export function invalidToken(): Refusal {
  return new Refusal(401, { message: 'Invalid API token' }, REALM);
}

export function loginNeeded(): Refusal {
  return new Refusal(401, { message: 'Vous devez être identifié pour accéder à cette ressource.' }, REALM);
}

export function forbidden(): Refusal {
  return new Refusal(403, { message: "Vous n'avez pas le droit de faire cela." });
}

export function notFound(): Refusal {
  return new Refusal(404, { message: 'The requested URL was not found on the server.' });
}

export function gone(): Refusal {
  return new Refusal(410, { message: 'Dataset has been deleted' });
}

/** The shape with a message alone. */
export function wrong(message: string): Refusal {
  return new Refusal(400, { message });
}

/** What the form layer says: lists of messages by field. */
export function invalidForm(errors: Record<string, unknown>): Refusal {
  return new Refusal(400, { errors });
}

/** What the model behind the form says: one message by field, and all of it again in words. */
export function invalidModel(errors: Record<string, unknown>): Refusal {
  return new Refusal(400, { errors, message: `ValidationError (${Object.keys(errors).join(', ')})` });
}

/** Several releases answer 500 to mistakes of the client. */
export function crash(): Refusal {
  return new Refusal(500, { message: 'Internal Server Error' });
}

export function replyOf(refusal: Refusal): PortalReply {
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json', ...refusal.headers },
    body: JSON.stringify(refusal.body),
  };
}
