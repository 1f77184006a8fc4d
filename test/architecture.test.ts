import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { parseSync, Visitor } from 'oxc-parser';

interface Layer {
  /** What it may run code from, beside itself. */
  runs: string[];
  /** What it may know by type only. */
  types?: string[];
  packages?: RegExp;
  typePackages?: RegExp;
}

const BELOW_CONTROL = [
  'src/faults.ts',
  'src/model',
  'src/vocabularies',
  'src/config',
  'src/rules',
  'src/adapters',
  'src/files',
  'src/ledger',
  'src/platform',
  'workflows/contract.ts',
];

/** Which parts a part may run code from, and which it may only know by type. A file in no layer is a breach. */
const LAYERS: Record<string, Layer> = {
  'src/faults.ts': { runs: [] },
  'src/model': { runs: [], packages: /^(zod|node:crypto)$/ },
  'src/vocabularies': { runs: ['src/model'], packages: /^(fastest-levenshtein|spdx-license-ids\/.+)$/ },
  'src/config': {
    runs: ['src/faults.ts', 'src/model'],
    types: ['src/adapters'],
    packages: /^(zod|yaml|croner|fastest-levenshtein|node:(crypto|path|fs\/promises))$/,
  },
  'src/formats': {
    runs: ['src/faults.ts', 'src/model', 'src/vocabularies'],
    packages:
      /^(zod|saxes|n3|jsonld|rdfxml-streaming-parser|rdf-validate-shacl|node:(buffer|crypto|util|zlib))$/,
  },
  'src/http': { runs: ['src/faults.ts'], packages: /^(undici|zod|node:.+)$/ },
  // Data in a folder: whole, or on its way.
  'src/files': { runs: ['src/faults.ts'], packages: /^(hyparquet|node:.+)$/ },
  'src/adapters': {
    runs: ['src/faults.ts', 'src/model', 'src/vocabularies', 'src/formats', 'src/http'],
    packages: /^(zod|node:(crypto|timers\/promises))$/,
  },
  'src/rules': {
    // JSONata runs in a process of its own.
    runs: ['src/faults.ts', 'src/model', 'src/vocabularies', 'src/config'],
    packages: /^(zod|jsonata|node:(child_process|module|url))$/,
  },
  'src/ledger': {
    runs: ['src/faults.ts', 'src/model'],
    types: ['src/config', 'src/adapters'],
    packages: /^(kysely|pg|zod|node:crypto)$/,
  },
  'src/platform': {
    // A platform elsewhere is called as remotes are.
    runs: [
      'src/faults.ts',
      'src/model',
      'src/rules',
      'src/vocabularies',
      'src/formats',
      'src/ledger',
      'src/files',
      'src/config',
      'src/http',
    ],
    packages: /^(kysely|zod|node:(buffer|crypto|stream))$/,
  },
  activities: {
    runs: [
      'src/faults.ts',
      'src/model',
      'src/config',
      'src/rules',
      'src/adapters',
      'src/http',
      'src/files',
      'src/ledger',
      'src/platform',
    ],
    types: ['workflows/contract.ts'],
    packages: /^(@temporalio\/(activity|common)|kysely|node:(crypto|timers\/promises))$/,
  },
  workflows: {
    // Pure counting: it needs no zod, which would double the bundle.
    runs: ['src/model/counts.ts'],
    types: ['activities', 'src/model'],
    packages: /^@temporalio\/(workflow|common)$/,
  },
  'src/control': {
    runs: BELOW_CONTROL,
    types: ['workflows'],
    packages: /^(@temporalio\/(client|common)|kysely|node:(crypto|stream))$/,
  },
  'src/api': {
    runs: ['src/control', ...BELOW_CONTROL],
    packages:
      /^(fastify|fastify-type-provider-zod|@fastify\/.+|zod|prom-client|pino|node:(crypto|http|stream))$/,
  },
  'src/cli': {
    runs: ['src/faults.ts', 'src/model', 'src/vocabularies', 'src/config', 'src/formats', 'src/adapters'],
    types: ['src/api', 'src/http'],
    packages: /^(commander|zod|yaml|undici|node:.+)$/,
  },
  'src/sandbox': { runs: [], packages: /^(zod|ws|node:.+)$/ },
  'src/demo': { runs: ['src/model', 'src/vocabularies'], packages: /^node:crypto$/ },
  'src/main': { runs: ['src', 'workflows', 'activities'], packages: /./ },
};

interface Source {
  file: string;
  text: string;
}

interface Import {
  specifier: string;
  typeOnly: boolean;
}

describe('architecture', () => {
  it('lets each part run code only from the parts below it', async () => {
    const sources = await readSources();
    assert.deepEqual(sources.flatMap(breaches), []);
  });

  const planted: [string, Source, string][] = [
    [
      'a layer that reaches up',
      { file: 'src/model/text.ts', text: "import { merge } from '../adapters/merge.ts';" },
      'src/model/text.ts imports src/adapters/merge.ts: src/model may run code only from itself',
    ],
    [
      'code where only types are allowed',
      { file: 'workflows/connector.ts', text: "import { type Push } from '../activities/index.ts';" },
      'workflows/connector.ts imports activities/index.ts: workflows may only know activities by "import type"',
    ],
    [
      'a package that a layer does not use',
      { file: 'src/formats/turtle.ts', text: "import { request } from 'undici';" },
      'src/formats/turtle.ts imports undici: not a package of src/formats',
    ],
    [
      'an export from elsewhere',
      { file: 'src/ledger/links.ts', text: "export * from '../control/control.ts';" },
      'src/ledger/links.ts imports src/control/control.ts: src/ledger may run code only from itself, src/faults.ts, src/model',
    ],
    [
      'an import made while running',
      { file: 'src/http/client.ts', text: "const late = await import('../ledger/ledger.ts');" },
      'src/http/client.ts imports src/ledger/ledger.ts: src/http may run code only from itself, src/faults.ts',
    ],
    [
      'an adapter that leans on another',
      { file: 'src/adapters/ckan/put.ts', text: "import type { Wire } from '../udata/wire.ts';" },
      'src/adapters/ckan/put.ts imports src/adapters/udata/wire.ts: one adapter does not know another',
    ],
    [
      'a file without a layer',
      { file: 'src/misc/help.ts', text: '' },
      'src/misc/help.ts lies in no layer: give its folder a line in test/architecture.test.ts',
    ],
    [
      'a look at the environment',
      { file: 'src/http/egress.ts', text: 'const allowed = globalThis.process.env.NAVETTE_HTTP_ALLOW;' },
      'src/http/egress.ts reads process.env: only src/main does',
    ],
    [
      'a look at the environment by import',
      { file: 'src/http/egress.ts', text: "import { env } from 'node:process';" },
      'src/http/egress.ts reads process.env: only src/main does',
    ],
  ];
  for (const [what, source, message] of planted) {
    it(`notices ${what}`, () => {
      assert.deepEqual(breaches(source), [message]);
    });
  }

  it('lets types through where they are allowed', () => {
    const text =
      "import type { Push } from '../activities/index.ts';\nlet seen: import('../activities/ports.ts').Ports;";
    assert.deepEqual(breaches({ file: 'workflows/connector.ts', text }), []);
  });
});

function breaches(source: Source): string[] {
  const { file } = source;
  const name = layerOf(file);
  if (name === undefined) {
    return [`${file} lies in no layer: give its folder a line in test/architecture.test.ts`];
  }
  const { imports, readsEnvironment } = parse(source);
  const found = imports.map((one) => importBreach(file, name, one)).filter((breach) => breach !== undefined);
  if (readsEnvironment && name !== 'src/main') found.push(`${file} reads process.env: only src/main does`);
  return found;
}

function importBreach(file: string, name: string, { specifier, typeOnly }: Import): string | undefined {
  const { runs, types = [], packages, typePackages } = LAYERS[name]!;
  if (!specifier.startsWith('.')) {
    const allowed = packages?.test(specifier) || (typeOnly && typePackages?.test(specifier));
    return allowed || specifier === 'node:process'
      ? undefined
      : `${file} imports ${specifier}: not a package of ${name}`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  const breach = `${file} imports ${target}`;
  const [from, to] = [adapterOf(file), adapterOf(target)];
  if (from !== undefined && to !== undefined && from !== to)
    return `${breach}: one adapter does not know another`;
  if (layerOf(target) === name || runs.some((part) => isIn(target, part))) return undefined;
  const known = types.find((part) => isIn(target, part));
  if (known === undefined)
    return `${breach}: ${name} may run code only from ${['itself', ...runs].join(', ')}`;
  return typeOnly ? undefined : `${breach}: ${name} may only know ${known} by "import type"`;
}

function parse({ file, text }: Source): { imports: Import[]; readsEnvironment: boolean } {
  const { program, errors } = parseSync(file, text);
  assert.deepEqual(errors, [], `${file} cannot be parsed`);
  const imports: Import[] = [];
  let readsEnvironment = false;
  const add = (specifier: unknown, typeOnly: boolean) => {
    if (typeof specifier !== 'string') return;
    imports.push({ specifier, typeOnly });
    if (/^(node:)?process$/.test(specifier)) readsEnvironment = true;
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source?.value, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source.type === 'Literal' ? node.source.value : undefined, false),
    TSImportType: (node) => add(node.source.value, true),
    MemberExpression(node) {
      const { object, property } = node;
      const isEnv =
        property.type === 'Identifier'
          ? property.name === 'env'
          : 'value' in property && property.value === 'env';
      const ofProcess =
        (object.type === 'Identifier' && object.name === 'process') ||
        (object.type === 'MemberExpression' &&
          object.property.type === 'Identifier' &&
          object.property.name === 'process');
      if (isEnv && ofProcess) readsEnvironment = true;
    },
  }).visit(program);
  return { imports, readsEnvironment };
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((part) => isIn(path, part));
}

function isIn(path: string, part: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

function adapterOf(path: string): string | undefined {
  return /^src\/adapters\/([^/]+)\//.exec(path)?.[1];
}

async function readSources(): Promise<Source[]> {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const sources: Source[] = [];
  for (const part of ['src', 'workflows', 'activities']) {
    const entries = await readdir(join(root, part), { recursive: true });
    for (const entry of entries.toSorted()) {
      const file = posix.join(part, entry);
      if (!file.endsWith('.ts') || /(^|\/)(node_modules|dist)\//.test(file) || isIn(file, 'src/console'))
        continue;
      sources.push({ file, text: await readFile(join(root, file), 'utf8') });
    }
  }
  return sources;
}
