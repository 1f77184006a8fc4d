import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Writes an adapter that compiles and is registered, and whose tests say what is still to be filled in. */
async function main([kind = '', ...words]: readonly string[]): Promise<void> {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(kind))
    throw new RangeError(
      `"${kind}" is no name for an adapter: lower-case words with hyphens, for example: npm run new-adapter open-shelf "Open Shelf"`,
    );
  const [folder, tests] = [join(ROOT, 'src/adapters', kind), join(ROOT, 'test/adapters', kind)];
  for (const place of [folder, tests])
    if (existsSync(place)) throw new RangeError(`${place} is there already: choose another name`);
  const names = namesOf(kind, words.join(' '));
  const written = [...(await fill('src', folder, names)), ...(await fill('test', tests, names))];
  await register(kind, names.name);
  // Names are longer and shorter than those of the template.
  execFileSync(join(ROOT, 'node_modules/.bin/oxfmt'), ['--write', folder, tests, REGISTRY], { cwd: ROOT });
  const shown = written.map((path) => path.slice(ROOT.length));
  console.log(`${shown.join('\n')}\nsrc/adapters/registry.ts\n\n${nextSteps(kind)}`);
}

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const REGISTRY = join(ROOT, 'src/adapters/registry.ts');
const TEMPLATE = fileURLToPath(new URL('template/', import.meta.url));

type Names = Record<'kind' | 'name' | 'Name' | 'title', string>;

function namesOf(kind: string, title: string): Names {
  const Name = kind
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  // It goes into code and into words.
  const plain = title.replace(/['"`\\{}$\s]+/g, ' ').trim();
  return {
    kind,
    Name,
    name: Name.slice(0, 1).toLowerCase() + Name.slice(1),
    title: plain === '' ? Name : plain,
  };
}

async function fill(part: 'src' | 'test', folder: string, names: Names): Promise<string[]> {
  const written: string[] = [];
  for (const file of (await readdir(join(TEMPLATE, part))).sort()) {
    const path = join(folder, file.replace(/\.txt$/, ''));
    const text = await readFile(join(TEMPLATE, part, file), 'utf8');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      text.replace(/\{\{(kind|name|Name|title)\}\}/g, (_all, key: keyof Names) => names[key]),
    );
    written.push(path);
  }
  return written;
}

/** An import and a place in the list, both at the end. */
async function register(kind: string, name: string): Promise<void> {
  const text = await readFile(REGISTRY, 'utf8');
  const imported = text.replace(
    /((?:^import .*\n)+)/m,
    (imports) => `${imports}import { ${name} } from './${kind}/index.ts';\n`,
  );
  const listed = imported.replace(/(const ADAPTERS[^[]*\[\][^[]*\[[^\]]*?),?\s*\]/, `$1, ${name}]`);
  if (listed === imported) throw new Error(`${REGISTRY} has no list of adapters that could be added to`);
  await writeFile(REGISTRY, listed);
}

function nextSteps(kind: string): string {
  return [
    'Next:',
    `  1. npx mocha test/adapters/${kind}/contract.test.ts    says what is to be filled in`,
    '  2. npm run format && npm run check',
    '  3. NAVETTE_UPDATE_DOCS=1 npx mocha test/docs/adapters-table.test.ts    puts it into docs/connectors.md',
    'docs/adapters.md builds one from here in under an hour.',
  ].join('\n');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
