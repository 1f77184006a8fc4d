import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** 32 random bytes kept in a file that only we can read; made the first time. */
export async function keptSecret(path: string, encoding: 'base64' | 'base64url'): Promise<string> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) {
    // A new one in its place would make everything unreadable that was encrypted with the old one.
    if (Buffer.from(kept.trim(), encoding).length === SECRET_BYTES) return kept.trim();
    throw new Error(
      `${path} does not hold ${SECRET_BYTES} bytes in ${encoding}: put the right file back, or begin anew with --reset`,
    );
  }
  const secret = randomBytes(SECRET_BYTES).toString(encoding);
  await writeFile(`${path}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
}

const SECRET_BYTES = 32;
