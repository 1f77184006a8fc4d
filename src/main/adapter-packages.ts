import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, register } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Adapter, CONTRACT_VERSION } from '../adapters/adapter.ts';
import * as kit from '../adapters/kit.ts';
import { adapterKinds } from '../adapters/registry.ts';
import { ConfigError } from '../config/issues.ts';
import type { ProcessConfig } from '../config/process.ts';

/** How such packages are called, with a scope or without. */
const NAMED = /^(?:@[^/]+\/)?navette-adapter-/;
const KIND = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * The adapters that packages bring: those that are named, and those that the package.json of the folder depends on by name.
 * Throws ConfigError with everything that is wrong with them.
 */
export async function adaptersFromPackages(
  { packages, folder = ownFolder() }: NonNullable<ProcessConfig['adapters']> = {
    packages: [],
    folder: undefined,
  },
): Promise<Adapter[]> {
  const place = resolve(folder);
  const names = [...new Set([...packages, ...(await dependenciesIn(place))])];
  if (names.length > 0) offerKit();
  const owners = new Map(adapterKinds().map((kind) => [kind, 'Navette']));
  const adapters: Adapter[] = [];
  const issues: { path: string; message: string }[] = [];
  for (const name of names) {
    const brought = await adaptersIn(name, place).catch((error: unknown) =>
      error instanceof Unusable ? error : Promise.reject(error),
    );
    if (brought instanceof Unusable) {
      issues.push({ path: 'NAVETTE_ADAPTERS', message: `${name} ${brought.message}` });
      continue;
    }
    for (const adapter of brought) {
      const owner = owners.get(adapter.kind);
      if (owner !== undefined) {
        const message = `${name} brings an adapter "${adapter.kind}", which ${owner} has already: it needs another kind`;
        issues.push({ path: 'NAVETTE_ADAPTERS', message });
      } else adapters.push(adapter);
      owners.set(adapter.kind, owner ?? name);
    }
  }
  if (issues.length > 0)
    throw new ConfigError(issues.map(({ path, message }) => `${path}: ${message}`).join('\n'), issues);
  return adapters;
}

/** A package that brings no adapter that could be used, in words that go on after its name. */
class Unusable extends Error {}

const Exported = z.looseObject({ contractVersion: z.unknown(), adapters: z.array(z.unknown()).min(1) });

async function adaptersIn(name: string, folder: string): Promise<Adapter[]> {
  const exported = Exported.safeParse({ ...(await exportsOf(name, folder)) });
  if (!exported.success)
    throw new Unusable('exports no adapters: it needs export const adapters = [defineAdapter({ … })]');
  const { contractVersion, adapters } = exported.data;
  if (contractVersion !== CONTRACT_VERSION)
    throw new Unusable(
      `keeps to version ${JSON.stringify(contractVersion) ?? 'unknown'} of the contract and this Navette to ${CONTRACT_VERSION}: install a version of it that exports contractVersion = ${CONTRACT_VERSION}`,
    );
  return adapters.map((adapter, index) => {
    if (isAdapter(adapter)) return adapter;
    throw new Unusable(
      `exports something else than an adapter as adapters[${index}]: kind (lower-case words with hyphens), title, Settings, address and probe are needed`,
    );
  });
}

async function exportsOf(name: string, folder: string): Promise<object> {
  let path: string;
  try {
    path = createRequire(join(folder, 'package.json')).resolve(name);
  } catch {
    throw new Unusable(`is not installed in ${folder}: npm install ${name} there`);
  }
  try {
    const module: unknown = await import(pathToFileURL(path).href);
    return typeof module === 'object' && module !== null ? module : {};
  } catch (error) {
    throw new Unusable(`cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isAdapter(value: unknown): value is Adapter {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, title, Settings, address, probe }: Partial<Record<string, unknown>> = { ...value };
  return (
    typeof kind === 'string' &&
    KIND.test(kind) &&
    typeof title === 'string' &&
    Settings instanceof z.ZodType &&
    typeof address === 'function' &&
    typeof probe === 'function'
  );
}

const Manifest = z.looseObject({ dependencies: z.record(z.string(), z.unknown()).default({}) });

async function dependenciesIn(folder: string): Promise<string[]> {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return [];
  const manifest = Manifest.safeParse(JSON.parse(await readFile(path, 'utf8')));
  return Object.keys(manifest.data?.dependencies ?? {}).filter((name) => NAMED.test(name));
}

const OFFERED = Symbol.for('navette/adapter');

/** Whoever imports `navette/adapter` gets the kit of this very process: its faults are ours, and so are its schemas. */
function offerKit(): void {
  if (Object.hasOwn(globalThis, OFFERED)) return;
  Object.defineProperty(globalThis, OFFERED, { value: kit });
  const names = Object.keys(kit).join(', ');
  const module = `export const { ${names} } = globalThis[Symbol.for('navette/adapter')];`;
  const hooks = `export const resolve = (specifier, context, next) =>
    specifier === 'navette/adapter'
      ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(module)}`)}, format: 'module', shortCircuit: true }
      : next(specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/** Where Navette itself is installed, from its sources and as it is built. */
function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
