import { type ZodType, z } from 'zod';

/** One field of a schema, as its owner fills it in. A field within another has a dotted name. */
export interface SchemaField {
  name: string;
  /** In words: `text`, `one of a, b`, `list of text`. */
  type: string;
  description?: string;
  required: boolean;
  /** Marked with `.meta({ secret: true })`: to be given as a reference, never shown. */
  secret: boolean;
  default?: unknown;
}

type Node = Record<string, unknown>;

/** The fields of an object schema in their order, those of objects within it included. */
export function fieldsOf(schema: ZodType): SchemaField[] {
  return fieldsIn(describe(schema), '');
}

/** The keys that a schema knows at a path of an input; undefined where any key goes. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[]): string[] | undefined {
  const root = describe(schema);
  let nodes = [root];
  for (const step of path) {
    nodes = nodes.flatMap((node) => branches(resolved(node, root))).flatMap((node) => childOf(node, step));
  }
  const keys = nodes
    .flatMap((node) => branches(resolved(node, root)))
    .flatMap((node) => Object.keys(nodeOf(node['properties'])));
  return keys.length === 0 ? undefined : [...new Set(keys)];
}

/** JSON Schema is zod's public description of itself: wrappers, defaults and pipes are already folded away in it. */
function describe(schema: ZodType): Node {
  return nodeOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }));
}

/** What a schema that holds itself refers to: `#`, or one of the root's definitions. */
function resolved(node: Node, root: Node): Node {
  const { $ref: reference } = node;
  if (typeof reference !== 'string') return node;
  const [, ...steps] = reference.split('/');
  return steps.reduce((part, step) => nodeOf(part[step]), root);
}

function fieldsIn(node: Node, prefix: string): SchemaField[] {
  return branches(node).flatMap((branch) => {
    const required = Array.isArray(branch['required']) ? branch['required'] : [];
    return Object.entries(nodeOf(branch['properties'])).flatMap(([key, value]) => {
      const child = nodeOf(value);
      const description = child['description'];
      const field: SchemaField = {
        name: prefix + key,
        type: typeOf(child),
        ...(typeof description === 'string' ? { description } : {}),
        required: required.includes(key),
        secret: child['secret'] === true,
        ...(child['default'] === undefined ? {} : { default: child['default'] }),
      };
      return [field, ...fieldsIn(child, `${prefix}${key}.`)];
    });
  });
}

function typeOf(node: Node): string {
  const { enum: values, const: only, type, items } = node;
  if (Array.isArray(values)) return `one of ${values.join(', ')}`;
  if (only !== undefined) return JSON.stringify(only);
  if (type === 'array') return `list of ${typeOf(nodeOf(items))}`;
  if (type === 'object') return 'keys and values';
  if (type === 'string') return 'text';
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return 'whole number';
  if (type === 'number') return 'number';
  const alternatives = branches(node).filter((branch) => branch !== node);
  return alternatives.length === 0 ? 'anything' : [...new Set(alternatives.map(typeOf))].join(' or ');
}

/** The node and the alternatives or parts that it is made of. */
function branches(node: Node): Node[] {
  const parts = [node['anyOf'], node['oneOf'], node['allOf']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return [node, ...parts.map(nodeOf).flatMap(branches)];
}

function childOf(node: Node, step: PropertyKey): Node[] {
  if (typeof step === 'number') return isNode(node['items']) ? [node['items']] : [];
  const property = nodeOf(node['properties'])[String(step)] ?? node['additionalProperties'];
  return isNode(property) ? [property] : [];
}

function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {};
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
