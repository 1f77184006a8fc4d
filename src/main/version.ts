import { createRequire } from 'node:module';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** Of the package, from the nearest package.json: sources and build lie at different depths. */
export const VERSION: string = z.object({ version: z.string() }).parse(require(findPackage())).version;

function findPackage(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return require.resolve(path);
    } catch {
      continue;
    }
  }
  throw new RangeError('no package.json above the program');
}
