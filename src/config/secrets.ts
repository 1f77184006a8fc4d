import { RemoteFault } from '../faults.ts';

/** Longest secret that makes sense; a longer file is not one. */
const SECRET_LENGTH_MAX = 16_384;

/** How the references are written, for messages. */
export const REFERENCE_FORMS =
  'env:NAME for an environment variable, file:/path for a file, or ledger: for one stored with `navette secret`';

const REFERENCE = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+|ledger:)$/;

/** Whether the value says where a secret is, as opposed to being one. */
export function isReference(value: unknown): value is string {
  return typeof value === 'string' && REFERENCE.test(value);
}

export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  readFile: (path: string) => Promise<string>;
  /** The one that the ledger keeps for the field at hand, if any. */
  stored: () => Promise<string | undefined>;
}

/**
 * The secret that a reference names. One that is not there is a fault `unauthorised`: the connector waits for its owner
 * as it does with a wrong key. Messages name the reference, never what was read.
 */
export async function resolveSecret(reference: string, sources: SecretSources): Promise<string> {
  if (!isReference(reference)) throw missing(`a secret is written ${REFERENCE_FORMS}`);
  const secret = (await read(reference, sources)).trim();
  if (secret === '') throw missing(`${reference} is empty: put the secret there`);
  if (secret.length > SECRET_LENGTH_MAX)
    throw missing(`${reference} has more than ${SECRET_LENGTH_MAX} characters: that is no secret`);
  return secret;
}

async function read(reference: string, { env, readFile, stored }: SecretSources): Promise<string> {
  if (reference === 'ledger:') {
    const secret = await stored();
    if (secret === undefined)
      throw missing(
        'ledger: holds no secret for this field: store it with `navette secret <connector> <field>`',
      );
    return secret;
  }
  const name = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) {
    const secret = env[name];
    if (secret === undefined)
      throw missing(`${reference} is not set: set the environment variable ${name} where Navette runs`);
    return secret;
  }
  try {
    return await readFile(name);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw missing(`${reference} cannot be read${code}: make the file readable where Navette runs`, cause);
  }
}

function missing(message: string, cause?: unknown): RemoteFault {
  return new RemoteFault('unauthorised', message, { cause });
}
