import type { ZodType } from 'zod';
import { ConnectorConfig, PushConfig } from './connector.ts';
import { type Issue, issuesInWords, shown } from './issues.ts';
import { REFERENCE_FORMS, isReference } from './secrets.ts';
import { fieldsOf } from '../model/shape.ts';
import { suggestion } from './suggest.ts';

/** What `parseConnectors` needs to know of an adapter. */
export interface KnownAdapter {
  Settings: ZodType;
  list?: unknown;
  put?: unknown;
  removals?(settings: unknown): readonly string[];
}

const { removal: Removal } = PushConfig.shape;

/** Checks connectors, their settings by their adapter's own schema, and each against the others. Tells everything that is wrong, not only the first. */
export function parseConnectors(
  list: readonly unknown[],
  adapterOf: (kind: string) => KnownAdapter | undefined,
  kinds: readonly string[],
): { configs: ConnectorConfig[]; issues: Issue[] } {
  const configs: ConnectorConfig[] = [];
  const issues: Issue[] = [];
  const firstWith = new Map<string, number>();
  for (const [index, input] of list.entries()) {
    const at = ['connectors', index] as const;
    const parsed = ConnectorConfig.safeParse(input);
    const mine = parsed.success ? [] : issuesInWords(parsed.error, input, ConnectorConfig, at);
    if (isObject(input)) mine.push(...adapterIssues(input, index, adapterOf, kinds));
    const id = isObject(input) && typeof input['id'] === 'string' ? input['id'] : undefined;
    const first = id === undefined ? undefined : firstWith.get(id);
    if (first !== undefined)
      mine.push({
        path: `connectors[${index}].id`,
        message: `${shown(id)} is the id of connectors[${first}] already: give each its own`,
        value: id,
      });
    else if (id !== undefined) firstWith.set(id, index);
    if (parsed.success && mine.length === 0) configs.push(parsed.data);
    issues.push(...mine);
  }
  return { configs, issues };
}

function adapterIssues(
  input: Record<string, unknown>,
  index: number,
  adapterOf: (kind: string) => KnownAdapter | undefined,
  kinds: readonly string[],
): Issue[] {
  const { adapter: kind, settings = {} } = input;
  if (typeof kind !== 'string' || kind === '') return [];
  const adapter = adapterOf(kind);
  if (adapter === undefined) {
    return [
      {
        path: `connectors[${index}].adapter`,
        message: `${shown(kind)} is no adapter; ${suggestion(kind, kinds)}`,
        value: kind,
      },
    ];
  }
  const issues: Issue[] = [];
  for (const [key, operation] of [
    ['push', 'put'],
    ['harvest', 'list'],
  ] as const) {
    if (input[key] !== undefined && adapter[operation] === undefined) {
      issues.push({
        path: `connectors[${index}].${key}`,
        message: `the adapter ${kind} cannot ${key}: remove it`,
      });
    }
  }
  if (!isObject(settings)) return issues;
  issues.push(...settingsIssues(settings, adapter.Settings, index));
  return [...issues, ...removalIssues(input['push'], adapter, kind, settings, index)];
}

/** What a remote can do with records that shall go depends on what it is, and on how it is used. */
function removalIssues(
  push: unknown,
  adapter: KnownAdapter,
  kind: string,
  settings: Record<string, unknown>,
  index: number,
): Issue[] {
  const removal = isObject(push) ? push['removal'] : undefined;
  const parsed = adapter.Settings.safeParse(settings);
  if (typeof removal !== 'string' || !Removal.safeParse(removal).success || !parsed.success) return [];
  const possible = adapter.removals?.(parsed.data) ?? ['delete'];
  if (possible.includes(removal)) return [];
  return [
    {
      path: `connectors[${index}].push.removal`,
      message: `${shown(removal)} is not possible on ${kind} with these settings; possible: ${possible.join(', ')}`,
      value: removal,
    },
  ];
}

function settingsIssues(settings: Record<string, unknown>, schema: ZodType, index: number): Issue[] {
  const issues: Issue[] = [];
  const secrets = fieldsOf(schema).filter((field) => field.secret);
  const given = new Set<string>();
  for (const { name } of secrets) {
    const value = name
      .split('.')
      .reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), settings);
    if (value === undefined) continue;
    given.add(`connectors[${index}].settings.${name}`);
    if (!isReference(value)) {
      issues.push({
        path: `connectors[${index}].settings.${name}`,
        message: `a secret does not belong here: write where it is, ${REFERENCE_FORMS}`,
      });
    }
  }
  const parsed = schema.safeParse(settings);
  if (parsed.success) return issues;
  // What the adapter asks of the secret itself cannot be asked of a reference to it.
  const others = issuesInWords(parsed.error, settings, schema, ['connectors', index, 'settings']).filter(
    (issue) => !given.has(issue.path),
  );
  for (const issue of others) {
    const secret = secrets.some((field) => issue.path === `connectors[${index}].settings.${field.name}`);
    issues.push(
      secret ? { path: issue.path, message: `missing: a secret, written ${REFERENCE_FORMS}` } : issue,
    );
  }
  return issues;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
