import { inspect } from 'node:util';
import { RemoteFault } from '../faults.ts';

const HIDDEN = '•••';

/** Below this, the base64 fragments of a secret are so short that they would hit ordinary words. */
const BASE64_SECRET_MIN = 6;

/** Messages end up on screens and in histories; remotes' addresses may be as long as they like. */
const MESSAGE_CHARS = 1000;

/** How far a chain of causes is followed. */
const CAUSES_MAX = 5;

/** Query parameters that hold credentials whatever their value. */
const SECRET_PARAMS =
  /^(?:api[-_]?key|access[-_]?token|auth[-_]?token|token|auth|authorization|password|passwd|pwd|secret|client[-_]?secret|sig|signature|session|x-amz-(?:signature|credential|security-token))$/i;

/** Hides secrets, in every spelling in which they travel, from whatever may be shown. */
export class Redactor {
  readonly #pattern: RegExp | undefined;

  constructor(secrets: readonly string[]) {
    const spellings = [...new Set(secrets.flatMap(spellingsOf))].toSorted((a, b) => b.length - a.length);
    this.#pattern = spellings.length === 0 ? undefined : new RegExp(spellings.map(escaped).join('|'), 'g');
  }

  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, HIDDEN);
  }

  /** A URL as it may be shown: without credentials, secret parameters and fragment. */
  url(url: URL): string {
    const plain = url.username === '' && url.password === '' && url.hash === '' && url.search === '';
    if (plain) return this.text(url.href);
    const shown = new URL(url);
    shown.username = '';
    shown.password = '';
    shown.hash = '';
    const query = shown.search
      .slice(1)
      .split('&')
      .map((pair) => {
        const name = pair.split('=', 1)[0] ?? '';
        return SECRET_PARAMS.test(name) ? `${name}=${HIDDEN}` : pair;
      });
    shown.search = '';
    return this.text(query.join('') === '' ? shown.href : `${shown.href}?${query.join('&')}`);
  }

  /** The same error without secrets. A fault's causes are copied with nothing but name, code, message and stack: some carry answers. */
  error(error: unknown): unknown {
    if (error instanceof RemoteFault) {
      return new RemoteFault(error.kind, this.#message(error.message), {
        status: error.status,
        retryAfterMs: error.retryAfterMs,
        fields: error.fields.map(({ path, message }) => ({
          path: this.text(path),
          message: this.text(message),
        })),
        cause: this.#cause(error.cause, CAUSES_MAX),
      });
    }
    const shown = inspect(error);
    return error instanceof Error && this.text(shown) !== shown ? this.#cause(error, CAUSES_MAX) : error;
  }

  #message(message: string): string {
    const text = this.text(message);
    return text.length <= MESSAGE_CHARS ? text : `${text.slice(0, MESSAGE_CHARS)}…`;
  }

  #cause(cause: unknown, depth: number): unknown {
    if (!(cause instanceof Error)) return cause === undefined ? undefined : this.text(inspect(cause));
    if (depth === 0) return undefined;
    const inner = this.#cause(
      cause.cause ?? (cause instanceof AggregateError ? cause.errors[0] : undefined),
      depth - 1,
    );
    const copy = new Error(this.text(cause.message), inner === undefined ? undefined : { cause: inner });
    copy.name = cause.name;
    if (cause.stack !== undefined) copy.stack = this.text(cause.stack);
    return 'code' in cause && typeof cause.code === 'string'
      ? Object.assign(copy, { code: cause.code })
      : copy;
  }
}

/** The parts of credential headers that must not be shown either: `Bearer abc` hides `abc` as well. */
export function headerSecrets(headers: Record<string, string> | undefined): string[] {
  const secrets: string[] = [];
  for (const value of Object.values(headers ?? {})) {
    const [, token] = /^\S+\s+(.+)$/.exec(value) ?? [];
    secrets.push(value);
    if (token !== undefined) secrets.push(token);
  }
  return secrets;
}

function spellingsOf(secret: string): string[] {
  if (secret === '') return [];
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const lowerCase = [percent, form].map((text) =>
    text.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  );
  return [
    secret,
    percent,
    form,
    ...lowerCase,
    JSON.stringify(secret).slice(1, -1),
    ...base64Spellings(secret),
  ];
}

/**
 * In base64 of a longer text, such as `user:secret`, a secret has one of three spellings, by its position; the
 * characters that it shares with its neighbours are left out.
 */
function base64Spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < BASE64_SECRET_MIN) return [];
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const inner = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll('-', '+').replaceAll('_', '/')];
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
