import { textOf } from '../json.ts';
import { type Fields, wordsOf } from './query.ts';
import type { Package, State } from './state.ts';

const MS_TEXT_LENGTH = '2026-01-31T10:00:00.123'.length;
const OF_WORDS = new Set(['text', 'title', 'notes', 'author', 'maintainer']);

/** A package the way the search engine sees it; made when first asked for. */
export class IndexedFields implements Fields {
  readonly #package: Package;
  readonly #organization: string | undefined;
  readonly #words = new Map<string, Set<string>>();

  constructor(state: State, stored: Package) {
    this.#package = stored;
    this.#organization = state.organizations.get(stored.owner_org ?? '')?.name;
  }

  exact(field: string): readonly string[] | undefined {
    const stored = this.#package;
    if (OF_WORDS.has(field)) return undefined;
    switch (field) {
      case 'id':
        return [stored.id];
      case 'name':
        return [stored.name];
      case 'title_string':
        return [stored.title];
      case 'organization':
        return this.#organization === undefined ? [] : [this.#organization];
      case 'owner_org':
        return stored.owner_org === null ? [] : [stored.owner_org];
      case 'tags':
        return stored.tags.map(({ name }) => name);
      case 'res_format':
        return stored.resources.map(({ format }) => format);
      case 'res_url':
        return stored.resources.map(({ url }) => url);
      case 'dataset_type':
      case 'type':
        return [stored.type];
      case 'state':
        return [stored.state];
      case 'private':
        return [String(stored.private)];
      case 'capacity':
        return [stored.private ? 'private' : 'public'];
      case 'metadata_modified':
      case 'metadata_created':
        return [stored[field].slice(0, MS_TEXT_LENGTH)];
      default:
        return this.#other(field);
    }
  }

  words(field: string): ReadonlySet<string> {
    let known = this.#words.get(field);
    if (known === undefined) this.#words.set(field, (known = new Set(wordsOf(this.#wordy(field)))));
    return known;
  }

  /** Extras are fields of their own, with and without the prefix; so are plain root fields. */
  #other(field: string): readonly string[] {
    const key = field.replace(/^extras_/, '');
    const extra = this.#package.extras.find((one) => one.key === key);
    const value = extra?.value ?? textOf(this.#package[field]);
    return value === undefined ? [] : [value];
  }

  #wordy(field: string): string {
    const { title, notes, name, tags, extras } = this.#package;
    if (field !== 'text') return textOf(this.#package[field]) ?? '';
    return [
      title,
      notes ?? '',
      name,
      ...tags.map((tag) => tag.name),
      ...extras.map(({ value }) => value),
    ].join(' ');
  }
}

const indexed = new WeakMap<Package, IndexedFields>();

export function fieldsOf(state: State, stored: Package): IndexedFields {
  let known = indexed.get(stored);
  if (known === undefined) indexed.set(stored, (known = new IndexedFields(state, stored)));
  return known;
}
