import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Db } from './ledger.ts';

/** Keys that seal secrets: the first seals, all open. 32 bytes each. */
export interface Keyring {
  keys: readonly { id: string; key: Buffer }[];
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads `base64key[,older base64key …]`. A key's id is the start of its hash, so that it needs no name. */
export function keyringFrom(text: string): Keyring {
  const keys = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'));
  if (keys.some((key) => key.length !== KEY_BYTES))
    throw new RangeError('a secret key is 32 bytes in base64');
  return {
    keys: keys.map((key) => ({ id: createHash('sha256').update(key).digest('hex').slice(0, 8), key })),
  };
}

/** Seals a secret of a connector with AES-256-GCM, bound to its connector and field, and stores it. */
export async function storeSecret(
  db: Db,
  ring: Keyring,
  connectorId: string,
  field: string,
  secret: string,
): Promise<void> {
  const [newest] = ring.keys;
  if (newest === undefined) throw new RangeError('no key to seal secrets with');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(bound(connectorId, field));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const row = { key_id: newest.id, nonce, sealed, updated_at: new Date() };
  await db
    .insertInto('secrets')
    .values({ connector_id: connectorId, field, ...row })
    .onConflict((conflict) => conflict.columns(['connector_id', 'field']).doUpdateSet(row))
    .execute();
}

/** The secret, or undefined when none was stored. Throws when no key of the ring opens it. */
export async function openSecret(
  db: Db,
  ring: Keyring,
  connectorId: string,
  field: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('secrets')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where('field', '=', field)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const match = ring.keys.find((candidate) => candidate.id === row.key_id);
  if (match === undefined)
    throw new RangeError(
      `the secret ${connectorId}/${field} was sealed with key ${row.key_id}, which is not configured`,
    );
  const decipher = createDecipheriv('aes-256-gcm', match.key, row.nonce).setAAD(bound(connectorId, field));
  decipher.setAuthTag(row.sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(row.sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
    'utf8',
  );
}

/** A sealed secret cannot be moved to another connector or field. */
function bound(connectorId: string, field: string): Buffer {
  return Buffer.from(`${connectorId}\n${field}`, 'utf8');
}
