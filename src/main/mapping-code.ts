import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rooms whose code decides what becomes of a record. */
const ROOMS = ['adapters', 'formats', 'model', 'rules', 'vocabularies'];

/** A mark of the code that maps records, as it runs: another release, or a developer's next try, may make something else of them. */
export function mappingCode(): string {
  made ??= read();
  return made;
}

let made: string | undefined;

function read(): string {
  const hash = createHash('sha256');
  for (const room of ROOMS) {
    const folder = fileURLToPath(new URL(`../${room}`, import.meta.url));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => /\.[jt]s$/.test(one)).sort())
      hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('base64url');
}
