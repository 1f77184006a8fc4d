import { isJson, listOf, textOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';

/** The metadata of a dataset by template and field, whichever version of the interface wrote it. */
export class Metas {
  readonly #templates = new Map<string, Map<string, unknown>>();
  readonly #read = new Set<string>();

  constructor(dataset: Json) {
    const { metas, interop_metas: interop } = dataset;
    for (const holder of [metas, interop]) if (isJson(holder)) this.#takeAll(holder);
    // Exports write `default.title` beside the dataset's own keys.
    for (const [key, value] of Object.entries(dataset))
      if (/^[a-z_]+\.[a-z_0-9]+$/i.test(key)) this.#takeDotted(key, value);
    for (const key of BARE)
      if (key in dataset && !isJson(dataset[key])) this.#take('default', key, dataset[key]);
  }

  /** A field of the first template that has it. */
  value(field: string, ...templates: string[]): unknown {
    for (const template of templates.length === 0 ? ['default'] : templates) {
      const value = this.#templates.get(template)?.get(field);
      this.#read.add(`${template}.${field}`);
      if (isSaid(value)) return value;
    }
    return undefined;
  }

  text(field: string, ...templates: string[]): string | undefined {
    return textOf(this.value(field, ...templates));
  }

  /** A list, also where one text holds it: at semicolons, or else at commas. */
  list(field: string, ...templates: string[]): string[] {
    const value = this.value(field, ...templates);
    if (typeof value !== 'string') return listOf(value).flatMap((one) => textOf(one) ?? []);
    return value
      .split(value.includes(';') ? ';' : ',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  /** The value of a field of that name in any template. */
  anywhere(name: RegExp): unknown[] {
    return [...this.#templates].flatMap(([template, fields]) =>
      [...fields].flatMap(([field, value]) => {
        if (!name.test(field) || !isSaid(value)) return [];
        this.#read.add(`${template}.${field}`);
        return [value];
      }),
    );
  }

  /** What nobody asked for, by template and field. */
  rest(): [string, unknown][] {
    return [...this.#templates].flatMap(([template, fields]): [string, unknown][] => {
      const left = [...fields].filter(
        ([field, value]) => !this.#read.has(`${template}.${field}`) && isSaid(value),
      );
      if (left.length === 0) return [];
      return template === 'default' ? left : [[template, Object.fromEntries(left)]];
    });
  }

  #takeAll(metas: Json): void {
    for (const [key, value] of Object.entries(metas)) {
      if (isJson(value) && !LEAVES.has(key))
        for (const [field, one] of Object.entries(value)) this.#take(key, field, one);
      else if (key.includes('.')) this.#takeDotted(key, value);
      else this.#take('default', key, value);
    }
  }

  #takeDotted(key: string, value: unknown): void {
    const dot = key.indexOf('.');
    this.#take(key.slice(0, dot), key.slice(dot + 1), value);
  }

  #take(template: string, field: string, value: unknown): void {
    let fields = this.#templates.get(template);
    if (fields === undefined) {
      fields = new Map();
      this.#templates.set(template, fields);
    }
    if (!isSaid(fields.get(field))) fields.set(field, value);
  }
}

/** Fields of the default template that are objects themselves. */
const LEAVES = new Set(['bbox', 'geographic_area', 'geographic_area_mode', 'territory']);
/** What lists that keep no templates write of a dataset. */
const BARE = [
  'title',
  'description',
  'theme',
  'keyword',
  'license',
  'license_url',
  'language',
  'modified',
  'publisher',
  'references',
  'records_count',
  'attributions',
  'data_processed',
  'metadata_processed',
];

function isSaid(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return Array.isArray(value) ? value.some(isSaid) : true;
}
