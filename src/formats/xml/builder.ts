import { SaxesParser } from 'saxes';
import { Ampersands, BARE_AMPERSAND } from './ampersands.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** Deeper or larger than any record of a catalogue. */
const DEPTH_MAX = 200;
const ELEMENTS_MAX = 200_000;
const CHARACTERS_MAX = 32_000_000;
const WARNINGS_MAX = 20;

/** What a strict reader stops at and a record survives. */
const HARMLESS =
  /undefined entity|in entity name|character entity|disallowed character|duplicate attribute|is disallowed in char|outside of root|xml declaration|must be at the start|encoding|version|inappropriately located doctype|reserved for XML|processing instruction/i;

/** An element that was asked for, whole. */
export interface XmlRecord {
  element: XmlElement;
  /** Local names of the elements around it, outermost first. */
  path: string[];
  /** Marks that the syntax does not allow, repaired. */
  repaired: string[];
  /** Why it cannot be trusted: a tag that does not close, or too deep or too large to keep. */
  broken?: string;
}

/** Whether the element that begins here is one to hand over whole. */
export type IsRecord = (name: string, uri: string, path: readonly string[]) => boolean;

/** Builds the trees of records as text comes in, and keeps nothing of what is between them. */
export class TreeBuilder {
  readonly ready: XmlRecord[] = [];
  /** The outermost element, without its children. */
  root: XmlElement | undefined;
  /** The first breach outside any record. */
  breach: string | undefined;
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #ampersands = new Ampersands();
  readonly #isRecord: IsRecord;
  readonly #path: string[] = [];
  readonly #stack: XmlElement[] = [];
  readonly #scopes: (ReadonlyMap<string, string> | undefined)[] = [];
  #names: ReadonlyMap<string, string> = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  #record: XmlRecord | undefined;
  #elements = 0;
  #characters = 0;
  #quiet = 0;
  readonly #notes: string[] = [];

  constructor(isRecord: IsRecord) {
    this.#isRecord = isRecord;
    const parser = this.#parser;
    parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    parser.on('closetag', () => this.#close());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('error', ({ message }) => this.#error(message));
    Object.defineProperty(parser.ENTITIES, BARE_AMPERSAND, {
      get: () => {
        this.#repair('an ampersand that was not written as &amp;');
        return '&';
      },
    });
  }

  /** Whether nothing has been read for longer than any value may be. */
  get stuck(): boolean {
    return this.#quiet > CHARACTERS_MAX || this.#path.length > 10 * DEPTH_MAX;
  }

  /** A note about the whole text, told with its first record. */
  tell(note: string): void {
    this.#notes.push(note);
  }

  write(piece: string): void {
    this.#quiet += piece.length;
    this.#parser.write(this.#ampersands.next(piece));
  }

  end(): void {
    this.#parser.write(this.#ampersands.end());
    this.#parser.close();
    if (this.#record !== undefined) {
      this.#record.broken ??= 'the text ends before the record does';
      this.ready.push(this.#record);
      this.#record = undefined;
    }
  }

  #open(qualified: string, attributes: Readonly<Record<string, string>>): void {
    this.#quiet = 0;
    const { name, prefix } = split(qualified);
    this.#declare(attributes);
    const uri = this.#names.get(prefix) ?? '';
    this.#path.push(name);
    const record = this.#record;
    if (record === undefined) {
      if (this.root === undefined) this.root = this.#element(name, uri, attributes);
      if (!this.#isRecord(name, uri, this.#path)) return;
      const element = this.#element(name, uri, attributes);
      this.#record = { element, path: this.#path.slice(0, -1), repaired: this.#notes.splice(0) };
      this.#stack.push(element);
      this.#elements = 0;
      this.#characters = 0;
      return;
    }
    this.#elements += 1;
    if (this.#stack.length > DEPTH_MAX) record.broken ??= `elements nested deeper than ${DEPTH_MAX}`;
    if (this.#elements > ELEMENTS_MAX) record.broken ??= `more than ${ELEMENTS_MAX} elements`;
    const element = this.#element(name, uri, attributes);
    // What is broken is not kept any further, only followed to its end.
    if (record.broken === undefined) this.#stack.at(-1)?.children.push(element);
    this.#stack.push(element);
  }

  #close(): void {
    this.#quiet = 0;
    this.#path.pop();
    if (this.#scopes.length > 1 || this.#path.length > 0) {
      const outer = this.#scopes.pop();
      if (outer !== undefined) this.#names = outer;
    }
    if (this.#record === undefined) return;
    this.#stack.pop();
    if (this.#stack.length > 0) return;
    this.ready.push(this.#record);
    this.#record = undefined;
  }

  #text(text: string): void {
    const record = this.#record;
    this.#quiet = 0;
    if (record === undefined || record.broken !== undefined) return;
    this.#characters += text.length;
    if (this.#characters > CHARACTERS_MAX) record.broken = `more than ${CHARACTERS_MAX} characters`;
    // Blanks between elements are nobody's text.
    else if (/\S/.test(text)) this.#stack.at(-1)?.children.push(text);
  }

  #error(message: string): void {
    const reason = message.replace(/^\d+:\d+: /, '');
    if (HARMLESS.test(reason)) this.#repair(reason);
    else if (this.#record !== undefined) this.#record.broken ??= `not well-formed XML: ${reason}`;
    else this.breach ??= reason;
  }

  #repair(reason: string): void {
    const repaired = this.#record?.repaired;
    if (repaired !== undefined && repaired.length < WARNINGS_MAX && !repaired.includes(reason))
      repaired.push(reason);
  }

  #element(name: string, uri: string, attributes: Readonly<Record<string, string>>): XmlElement {
    const list: XmlAttribute[] = [];
    for (const key in attributes) {
      if (key.startsWith('xmlns') && (key.length === 5 || key[5] === ':')) continue;
      const { name: local, prefix } = split(key);
      const namespace = prefix === '' ? '' : (this.#names.get(prefix) ?? '');
      list.push({ name: local, uri: namespace, value: attributes[key] ?? '' });
    }
    return { name, uri, attributes: list, children: [] };
  }

  /** Names declared here hold within this element; the outermost element's hold to the end, broken tags or not. */
  #declare(attributes: Readonly<Record<string, string>>): void {
    let names: Map<string, string> | undefined;
    for (const key in attributes) {
      if (!key.startsWith('xmlns')) continue;
      const prefix = key.length === 5 ? '' : key[5] === ':' ? key.slice(6) : undefined;
      if (prefix === undefined) continue;
      names ??= new Map(this.#names);
      names.set(prefix, (attributes[key] ?? '').trim());
    }
    this.#scopes.push(names === undefined ? undefined : this.#names);
    if (names !== undefined) this.#names = names;
  }
}

interface Name {
  name: string;
  prefix: string;
}

const XML_NAME: Name = { name: '', prefix: '' };
const NAMES_MAX = 5_000;
const names = new Map<string, Name>();

/** Schemas have a few hundred names that come back in every record. */
function split(qualified: string): Name {
  const known = names.get(qualified);
  if (known !== undefined) return known;
  const colon = qualified.indexOf(':');
  const name: Name =
    colon < 0
      ? { ...XML_NAME, name: qualified }
      : { name: qualified.slice(colon + 1), prefix: qualified.slice(0, colon) };
  if (names.size < NAMES_MAX) names.set(qualified, name);
  return name;
}
