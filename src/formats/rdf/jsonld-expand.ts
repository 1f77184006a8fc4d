import jsonld from 'jsonld';
import { prepare } from './jsonld-prepare.ts';
import type { Notes } from './notes.ts';
import { DCAT_CONTEXT, PLAIN_CONTEXT, SCHEMA_CONTEXT } from './vocabulary.ts';

const SCHEMA_ORG = /^https?:\/\/(?:www\.)?schema\.org(?:[/#]|$)/i;
/** Contexts whose terms the embedded one has. */
const KNOWN = /dcat|project-open-data|resources\.data\.gov|semiceu|hydra\/core/i;

type Expanded = Record<string, unknown>;

/** Expands JSON-LD without ever fetching a context: known ones are embedded, others are replaced and told. */
export class Expander {
  readonly #notes: Notes;
  readonly #base: string;
  readonly #told = new Set<string>();
  readonly #properties = new Map<string, string | undefined>();

  constructor(notes: Notes, base: string | undefined) {
    this.#notes = notes;
    this.#base = base ?? '';
  }

  /** The nodes of an entry; none when it is no JSON-LD. */
  async expand(value: unknown, context: unknown): Promise<Expanded[]> {
    if (typeof value !== 'object' || value === null) return [];
    const own = !Array.isArray(value) && '@context' in value ? value['@context'] : undefined;
    const contexts = [own, context].filter((one) => one !== undefined && one !== null);
    const unaided = contexts.length === 0 || contexts.some((one) => isUnaided(one));
    const base = unaided ? DCAT_CONTEXT : PLAIN_CONTEXT;
    const prepared = prepare(value, { languageMaps: unaided });
    const usual = context === undefined || context === null ? [base] : [base, context].flat();
    try {
      return await this.#run({ '@context': usual, '@graph': [prepared].flat() });
    } catch (error) {
      // A context that is broken takes the words along that it is for.
      this.#tell(`not JSON-LD as it stands, read by usual names: ${messageOf(error)}`);
    }
    try {
      return await this.#run({
        '@context': DCAT_CONTEXT,
        '@graph': [prepare(value, { languageMaps: true, withoutContexts: true })].flat(),
      });
    } catch (error) {
      this.#notes.lose(`not JSON-LD: ${messageOf(error)}`, JSON.stringify(value)?.slice(0, 500));
      return [];
    }
  }

  /** The predicate that a key of the document's own object stands for. */
  async property(key: string, context: unknown): Promise<string | undefined> {
    if (!this.#properties.has(key)) {
      const [node] = await this.expand({ [key]: { '@id': 'urn:x' } }, context);
      this.#properties.set(
        key,
        Object.keys(node ?? {}).find((name) => !name.startsWith('@')),
      );
    }
    return this.#properties.get(key);
  }

  async #run(document: object): Promise<Expanded[]> {
    // The library's types know neither lists of contexts nor `eventHandler`.
    const options = {
      base: this.#base,
      keepFreeFloatingNodes: true,
      documentLoader: (url: string) => Promise.resolve(this.#load(url)),
    };
    const nodes: unknown = await jsonld.expand(document, options);
    return Array.isArray(nodes) ? nodes.filter(isObject) : [];
  }

  #load(url: string): { documentUrl: string; document: { '@context': Record<string, string> } } {
    const isSchema = SCHEMA_ORG.test(url);
    if (!isSchema && !KNOWN.test(url))
      this.#tell(`the context ${url} is not fetched: usual names were read in its place`);
    const document = { '@context': isSchema ? SCHEMA_CONTEXT : DCAT_CONTEXT };
    return { documentUrl: url, document };
  }

  /** Each kind of trouble once: it is every entry's. */
  #tell(reason: string): void {
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    this.#notes.add(reason);
  }
}

/** Whether the words of a context are only known by their usual meaning. */
function isUnaided(context: unknown): boolean {
  if (Array.isArray(context)) return context.some(isUnaided);
  return typeof context === 'string' && !SCHEMA_ORG.test(context);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}

function isObject(value: unknown): value is Expanded {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
