import { entity } from '../text/entities.ts';
import { USUAL_PREFIXES } from './names.ts';
import type { Notes } from './notes.ts';

const OWN = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);
const CDATA_LENGTH_MAX = 8_000_000;
// oxlint-disable-next-line no-control-regex -- these are what XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const REFERENCE = /&(?:([A-Za-z][\w.-]*);|#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});)?/g;

/**
 * Makes readable what exports of portals get wrong: `&eacute;` and bare ampersands, control characters, prefixes that nobody declared.
 * CDATA becomes plain text, so that text and CDATA of one element are one.
 */
export class XmlMender {
  readonly #notes: Notes;
  readonly #declared = new Set<string>();
  readonly #told = new Set<string>();
  #held = '';
  #begun = false;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  mend(piece: string): string {
    let text = this.#held + piece;
    this.#held = '';
    if (!this.#begun) {
      const root = /<(?![?!])[^<>]*>/.exec(withoutProlog(text));
      // The head is looked at whole: entities are declared there, and prefixes.
      if (root === null && text.length < 1_000_000) {
        this.#held = text;
        return '';
      }
      text = this.#begin(text);
    }
    const cut = lastWhole(text);
    this.#held = text.slice(cut);
    return this.#plain(text.slice(0, cut));
  }

  end(): string {
    const left = this.#begun ? this.#held : this.#begin(this.#held);
    this.#held = '';
    return this.#plain(left);
  }

  #begin(text: string): string {
    this.#begun = true;
    const prolog = text.length - withoutProlog(text).length;
    for (const [, name] of text.slice(0, prolog).matchAll(/<!ENTITY\s+([\w.:-]+)\s/g))
      if (name !== undefined) this.#declared.add(name);
    const root = /<(?![?!])([\w:.-]+)([^<>]*?)(\/?>)/.exec(text.slice(prolog));
    const head = text.slice(0, prolog);
    const body = text.slice(prolog).replace(/^\s+/, head === '' ? '' : '\n');
    if (root === null) return head + body;
    const [tag, name = '', attributes = '', close = '>'] = root;
    const missing = Object.entries(USUAL_PREFIXES)
      .filter(
        ([prefix]) =>
          !attributes.includes(`xmlns:${prefix}=`) && !new RegExp(`xmlns:${prefix}\\s*=`).test(attributes),
      )
      .map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`);
    return head + body.replace(tag, () => `<${name}${attributes}${missing.join('')}${close}`);
  }

  #plain(text: string): string {
    return withoutData(text)
      .replace(FORBIDDEN, () => this.#tell('control characters that XML forbids were left out', ''))
      .replace(REFERENCE, (whole: string, name?: string, decimal?: string, hexadecimal?: string) => {
        if (name !== undefined) {
          if (OWN.has(name) || this.#declared.has(name)) return whole;
          const character = entity(name);
          if (character !== undefined)
            return this.#tell('HTML entities that XML does not know were read as HTML', character, whole);
          return this.#tell('an unknown entity was kept as text', `&amp;${name};`, whole);
        }
        const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
        if (Number.isNaN(code)) return this.#tell('bare ampersands were read as ampersands', '&amp;');
        return isCharacter(code)
          ? whole
          : this.#tell('references to characters that XML forbids were left out', '', whole);
      });
  }

  /** Each kind once. */
  #tell(reason: string, instead: string, example?: string): string {
    if (!this.#told.has(reason)) this.#notes.add(`mended: ${reason}`, example);
    this.#told.add(reason);
    return instead;
  }
}

/** CDATA as plain text; by looking, since a pattern would search for each opening's end again. */
function withoutData(text: string): string {
  let from = 0;
  let plain = '';
  for (;;) {
    const open = text.indexOf('<![CDATA[', from);
    const close = open === -1 ? -1 : text.indexOf(']]>', open);
    if (close === -1) return plain + text.slice(from);
    plain += text.slice(from, open) + escaped(text.slice(open + 9, close));
    from = close + 3;
  }
}

/** Up to where no reference and no CDATA is cut through. */
function lastWhole(text: string): number {
  const data = text.indexOf('<![CDATA[', Math.max(0, text.lastIndexOf(']]>')));
  if (data !== -1 && text.length - data < CDATA_LENGTH_MAX) return data;
  const tail = text.slice(-40);
  const from = text.length - tail.length;
  const reference = tail.lastIndexOf('&');
  const tag = tail.lastIndexOf('<!');
  const starts = [
    reference !== -1 && !tail.includes(';', reference) ? reference : -1,
    tag,
    tail.endsWith('<') ? tail.length - 1 : -1,
  ];
  const cuts = starts.filter((start) => start !== -1);
  return cuts.length === 0 ? text.length : from + Math.min(...cuts);
}

/** Behind the XML declaration, comments and the document type. */
function withoutProlog(text: string): string {
  let rest = text.replace(/^\s*/, '');
  for (;;) {
    const part = /^(?:<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*(?:\[[^]*?\]\s*)?>)\s*/i.exec(rest);
    if (part === null) return rest;
    rest = rest.slice(part[0].length);
  }
}

function isCharacter(code: number): boolean {
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x1_0000 && code <= 0x10_ffff)
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
