import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { ConfigError, type Issue, shown } from './issues.ts';
import { type Place, placeIn, stepsOf } from './yaml-places.ts';

/** Far beyond any list of connectors that people write. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** Bounds what a few lines of anchors can unfold to. */
const ALIASES_MAX = 100;

export interface ConnectorsFile {
  /** As written, not yet checked. */
  connectors: unknown[];
  /** `connectors.yaml:12:5: connectors[1].harvest.cron: …`. */
  describe(issue: Issue): string;
}

/**
 * Reads `connectors.yaml`: a list under `connectors:`, or one connector per YAML document. Nothing in it is
 * replaced by values of the environment: secrets are references, everything else is meant as written.
 */
export async function readConnectorsFile(path: string): Promise<ConnectorsFile> {
  const name = basename(path);
  const lines = new LineCounter();
  const documents = parseAllDocuments(await textOf(path), {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
  });
  const issues: Issue[] = [];
  const found: { document: Document; prefix: (string | number)[]; value: unknown }[] = [];
  if (!Array.isArray(documents))
    throw new ConfigError(`${name}: no connector in it: write a list under connectors:`);
  for (const document of documents) {
    for (const trouble of [...document.errors, ...document.warnings]) {
      const { line, col } = lines.linePos(trouble.pos[0]);
      issues.push({ path: '', message: `${name}:${line}:${col}: not YAML: ${trouble.message}` });
    }
    if (document.errors.length === 0) found.push(...connectorsOf(document, name, lines, issues));
  }
  if (issues.length === 0 && found.length === 0)
    issues.push({ path: '', message: `${name}: no connector in it: write a list under connectors:` });
  if (issues.length > 0) throw new ConfigError(issues.map((issue) => issue.message).join('\n'), issues);
  const placeOf = (issuePath: string): Place | undefined => {
    const [, index, ...rest] = stepsOf(issuePath);
    const entry = typeof index === 'number' ? found[index] : undefined;
    return entry && placeIn(entry.document, lines, [...entry.prefix, ...rest]);
  };
  return {
    connectors: found.map((entry) => entry.value),
    describe(issue) {
      const place = placeOf(issue.path);
      return `${name}${place === undefined ? '' : `:${place.line}:${place.column}`}: ${issue.path}${issue.path === '' ? '' : ': '}${issue.message}`;
    },
  };
}

function connectorsOf(
  document: Document,
  name: string,
  lines: LineCounter,
  issues: Issue[],
): { document: Document; prefix: (string | number)[]; value: unknown }[] {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    issues.push({
      path: '',
      message: `${name}: its aliases (*name) unfold to too much: write the connectors out`,
    });
    return [];
  }
  if (value === null || value === undefined) return [];
  if (isObject(value) && 'connectors' in value) {
    const { connectors, ...others } = value;
    for (const key of Object.keys(others)) {
      const place = placeIn(document, lines, [key]);
      issues.push({
        path: key,
        message: `${name}:${place?.line ?? 1}:${place?.column ?? 1}: ${key}: unknown key; beside connectors: nothing else belongs at the top`,
      });
    }
    if (Array.isArray(connectors))
      return connectors.map((entry: unknown, index) => ({
        document,
        prefix: ['connectors', index],
        value: entry,
      }));
    const place = placeIn(document, lines, ['connectors']);
    issues.push({
      path: 'connectors',
      message: `${name}:${place?.line ?? 1}:${place?.column ?? 1}: connectors: ${shown(connectors)} is not accepted: a list is needed, one "- id: …" for each connector`,
    });
    return [];
  }
  if (isObject(value)) return [{ document, prefix: [], value }];
  issues.push({
    path: '',
    message: `${name}:1:1: ${shown(value)} is not accepted: write a list under connectors:`,
  });
  return [];
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX)
      throw new ConfigError(`${path}: has ${size} bytes, at most ${FILE_BYTES_MAX} are read: split it`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new ConfigError(
      code === 'ENOENT' ? `${path}: there is no such file: name yours` : `${path}: cannot be read (${code})`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
