import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Characters of a block. What is written together is read together: it holds some thirty records. */
const BLOCK_WEIGHT = 500_000;
/** More values than ever are in a block. */
const PLACES = 2 ** 20;
const BLOCKS_OPEN_MAX = 8;

/** JSON that is seldom asked for, in a tenth of its size: compressed by the block, the blocks last used open. A value is known by its place. */
export class Packed {
  readonly #blocks: Uint8Array[] = [];
  #writing: object[] = [];
  #weight = 0;
  /** The last used at the end. */
  readonly #open = new Map<number, readonly unknown[]>();

  /** Keeps a value of some characters; gives the place to ask for it by. */
  put(value: object, weight: number): number {
    if (this.#weight >= BLOCK_WEIGHT) this.#close();
    this.#weight += weight;
    return this.#blocks.length * PLACES + this.#writing.push(value) - 1;
  }

  at(place: number): unknown {
    const block = Math.floor(place / PLACES);
    const values = block === this.#blocks.length ? this.#writing : this.#opened(block);
    return values[place % PLACES];
  }

  #close(): void {
    this.#blocks.push(deflateRawSync(JSON.stringify(this.#writing), { level: 1 }));
    this.#writing = [];
    this.#weight = 0;
  }

  #opened(block: number): readonly unknown[] {
    const values = this.#open.get(block) ?? inflated(this.#blocks[block]);
    this.#open.delete(block);
    this.#open.set(block, values);
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size > BLOCKS_OPEN_MAX) this.#open.delete(oldest);
    return values;
  }
}

function inflated(bytes: Uint8Array | undefined): readonly unknown[] {
  const values: unknown = bytes === undefined ? [] : JSON.parse(inflateRawSync(bytes).toString());
  return Array.isArray(values) ? values : [];
}
