/** What stands for an ampersand that nobody escaped, as in addresses: a strict reader would swallow the text up to the next semicolon. */
export const BARE_AMPERSAND = 'bare-ampersand';

const BARE = /&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][\w.-]{0,40});)/gi;
/** An entity's name, and the marks of a CDATA section, are cut off by the end of a piece. */
const CUT = /(?:&[\w.#-]{0,45}|<(?:!(?:\[(?:C(?:D(?:A(?:TA?\[?)?)?)?)?)?)?|\]{1,2})$/;

/** Marks bare ampersands in pieces of XML text, CDATA sections left alone. */
export class Ampersands {
  #rest = '';
  #inCdata = false;

  /** The piece that is ready; what may be the beginning of an entity waits for the next. */
  next(piece: string): string {
    const text = this.#rest + piece;
    this.#rest = '';
    const cut = CUT.exec(text);
    const whole = cut === null ? text : text.slice(0, cut.index);
    this.#rest = cut === null ? '' : text.slice(cut.index);
    return this.#marked(whole);
  }

  end(): string {
    const rest = this.#rest;
    this.#rest = '';
    return this.#marked(rest);
  }

  #marked(text: string): string {
    let marked = '';
    let at = 0;
    for (;;) {
      const mark = this.#inCdata ? ']]>' : '<![CDATA[';
      const next = text.indexOf(mark, at);
      const part = next < 0 ? text.slice(at) : text.slice(at, next + mark.length);
      marked += this.#inCdata ? part : part.replace(BARE, `&${BARE_AMPERSAND};`);
      if (next < 0) return marked;
      this.#inCdata = !this.#inCdata;
      at = next + mark.length;
    }
  }
}
