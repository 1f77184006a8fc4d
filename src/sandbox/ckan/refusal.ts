import type { JsonObject } from '../json.ts';

/** An action that fails: its status and what the envelope says under `error`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** Text stands alone in the body, without an envelope. */
  readonly error: JsonObject | string;

  constructor(status: number, error: JsonObject | string) {
    super(`refused with ${status}`);
    this.status = status;
    this.error = error;
  }
}

// Messages are in French where a French site has them so, so that nobody matches on them.
export const MISSING = 'Valeur manquante';

export function invalid(fields: JsonObject): Refusal {
  return new Refusal(409, { ...fields, __type: 'Validation Error' });
}

export function forbidden(doing: string): Refusal {
  return new Refusal(403, { __type: 'Authorization Error', message: `Access denied: ${doing}` });
}

export function notFound(what = 'Non trouvé'): Refusal {
  return new Refusal(404, { __type: 'Not Found Error', message: what });
}

export function broken(message: string, data: unknown): Refusal {
  return new Refusal(400, { __type: 'Integrity Error', message, data });
}

export function badQuery(message: string): Refusal {
  return new Refusal(400, { __type: 'Search Query Error', message: `Search Query is invalid: ${message}` });
}

export function searchFailed(message: string): Refusal {
  return new Refusal(409, { __type: 'Search Error', message: `Search error: ${message}` });
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, `Bad request: ${message}`);
}
