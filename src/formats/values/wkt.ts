import { GEOMETRY_TYPES } from '../../model/coverage.ts';
import type { Geometry } from '../../model/coverage.ts';
import { numberOf } from './box.ts';

const TYPES: Readonly<Record<string, string>> = Object.fromEntries(
  GEOMETRY_TYPES.map((type) => [type.toUpperCase(), type]),
);
const DEPTH_MAX = 6;

/** The head of well-known text, wherever the reference system is told: `<address> POLYGON(…)`, `SRID=4326;POLYGON(…)`. */
export const WKT_HEAD =
  /^(?:<([^>]*)>\s*|SRID=(\d+)\s*;\s*)?((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\b/i;

/** A geometry in well-known text, numbers in the order written; undefined for what is none. */
export function geometryOfWkt(text: string): Geometry | undefined {
  const reader = new WktReader(text);
  const geometry = reader.geometry(0);
  return reader.done ? geometry : undefined;
}

type Nested = number | Nested[];

class WktReader {
  readonly #tokens: RegExpStringIterator<RegExpExecArray>;
  #token: string | undefined;

  constructor(text: string) {
    this.#tokens = text.matchAll(/[A-Za-z]+|[(),]|[^\s(),]+/g);
    this.#next();
  }

  get done(): boolean {
    return this.#token === undefined;
  }

  geometry(depth: number): Geometry | undefined {
    const type = TYPES[this.#token?.toUpperCase() ?? ''];
    if (type === undefined || depth > DEPTH_MAX) return undefined;
    this.#next();
    while (/^[ZM]{1,2}$/i.test(this.#token ?? '')) this.#next();
    if (this.#token !== '(') return undefined;
    if (type === 'GeometryCollection') return this.#collection(depth);
    const coordinates = this.#list(0);
    if (coordinates === undefined) return undefined;
    // A ring in one pair of brackets too few, which some write, and MULTIPOINT(1 2, 3 4), which is allowed.
    const [first] = coordinates;
    if (type === 'Point') return { type, coordinates: first };
    if (type === 'Polygon' && isPosition(first)) return { type, coordinates: [coordinates] };
    if (type === 'MultiPoint' && !isPosition(first)) return { type, coordinates: coordinates.flat() };
    return { type, coordinates };
  }

  #collection(depth: number): Geometry | undefined {
    const geometries: Geometry[] = [];
    do {
      this.#next();
      const member = this.geometry(depth + 1);
      if (member === undefined) return undefined;
      geometries.push(member);
    } while (this.#token === ',');
    this.#next();
    return { type: 'GeometryCollection', geometries };
  }

  /** From an opening bracket to the closing one: positions, or lists of them. */
  #list(depth: number): Nested[] | undefined {
    if (depth > DEPTH_MAX) return undefined;
    const members: Nested[] = [];
    do {
      this.#next();
      const member = this.#token === '(' ? this.#list(depth + 1) : this.#position();
      if (member === undefined) return undefined;
      members.push(member);
    } while (this.#token === ',');
    if (this.#token !== ')') return undefined;
    this.#next();
    return members;
  }

  #position(): number[] | undefined {
    const numbers: number[] = [];
    for (;;) {
      const number = numberOf(this.#token);
      if (number === undefined) break;
      numbers.push(number);
      this.#next();
    }
    return numbers.length < 2 ? undefined : numbers;
  }

  #next(): void {
    this.#token = this.#tokens.next().value?.[0];
  }
}

function isPosition(value: Nested | undefined): boolean {
  return Array.isArray(value) && typeof value[0] === 'number';
}
