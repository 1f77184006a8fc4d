import type { PortalReply } from '../portal.ts';

/** An answer that is not a success, thrown from wherever it becomes certain. Data Fair says it in plain text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly text: string;

  constructor(status: number, text = '') {
    super(`refused with ${status}`);
    this.status = status;
    this.text = text;
  }
}

/** No answer of a refusal, 429 included, says when to come back. */
export function replyOf({ status, text }: Refusal): PortalReply {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: status >= 500 && status !== 501 && status !== 502 ? '' : text,
  };
}

export function invalid(text: string): Refusal {
  return new Refusal(400, text);
}

export function loginNeeded(): Refusal {
  return new Refusal(401, 'Authentification nécessaire');
}

export function forbidden(text = "Permission manquante pour l'opération."): Refusal {
  return new Refusal(403, text);
}

export function notFound(text = 'Dataset not found'): Refusal {
  return new Refusal(404, text);
}

/** The real one waits up to ten seconds for a better state first; the imitation does not. */
export function wrongState(status: unknown): Refusal {
  return new Refusal(
    409,
    `Le jeu de données n'est pas dans un état permettant l'opération demandée. État courant : ${String(status)}.`,
  );
}

export function busy(id: string): Refusal {
  return new Refusal(409, `Une opération bloquante est déjà en cours sur le jeu de données ${id}.`);
}
