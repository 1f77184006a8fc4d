import { createHash } from 'node:crypto';
import type { Read } from '../format.ts';
import { asideOf } from './record.ts';

/** The ids that a file has used. The first record keeps its id; another with the same is set aside, unless it says the same. */
export class Duplicates {
  readonly #seen = new Map<string, string>();

  /** What is to be handed on: the record, a note, or nothing for a plain copy. */
  check(read: Read): Read | undefined {
    if (!('record' in read)) return read;
    const { remoteId, dataset, raw } = read.record;
    const content = createHash('sha1').update(JSON.stringify(dataset)).digest('base64');
    const before = this.#seen.get(remoteId);
    if (before === undefined) {
      this.#seen.set(remoteId, content);
      return read;
    }
    if (before === content) return undefined;
    return {
      aside: asideOf('map', 'another record of this file has the same id: the first was kept', {
        remoteId,
        field: 'id',
        value: remoteId,
        raw: raw ?? dataset,
      }),
    };
  }
}
