import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { describe, it } from 'mocha';
import type { Format, ReadOptions } from '../../src/formats/format.ts';
import { Dataset } from '../../src/model/dataset.ts';

/** What a format made of a text: the datasets, what was set aside, and the fault that ended it. */
export interface Outcome {
  datasets: Dataset[];
  asides: { remoteId?: string; stage: string; reason: string }[];
  fault?: string;
}

export async function outcomeOf(
  format: Format,
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<Outcome> {
  const outcome: Outcome = { datasets: [], asides: [] };
  try {
    for await (const read of format.read(input, options)) {
      if ('record' in read) {
        assert.equal(Dataset.safeParse(read.record.dataset).success, true);
        outcome.datasets.push(read.record.dataset);
      } else {
        const { remoteId, stage, reason } = read.aside;
        outcome.asides.push({ ...(remoteId === undefined ? {} : { remoteId }), stage, reason });
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RemoteFault') throw error;
    outcome.fault = error.message;
  }
  return outcome;
}

/** Text in pieces of a size that cuts words, entities and characters. */
export async function* inPieces(text: string | Uint8Array, size = 7): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** One fact per sample in a folder: what it becomes stands beside it, as `<name>.expected.json`. */
export function describeSamples(format: Format, folder: string, options: ReadOptions = {}): void {
  describe(`${format.title}: samples`, () => {
    it('become what stands beside them, in pieces of any size', async () => {
      const files = (await readdir(folder)).filter((file) => !file.endsWith('.expected.json'));
      assert.notEqual(files.length, 0);
      for (const file of files) {
        const path = join(folder, file);
        const beside = join(
          folder,
          `${parse(file).name}${parse(file).ext === '.ndjson' ? '-lines' : ''}.expected.json`,
        );
        const found = await outcomeOf(format, createReadStream(path), options);
        // NAVETTE_UPDATE_SAMPLES=1 writes them anew, to be read before they are committed.
        if (process.env['NAVETTE_UPDATE_SAMPLES'] === '1')
          await writeFile(beside, `${JSON.stringify(found, null, 2)}\n`);
        const expected: unknown = JSON.parse(await readFile(beside, 'utf8'));
        assert.deepEqual(JSON.parse(JSON.stringify(found)), expected, file);
        assert.deepEqual(await outcomeOf(format, inPieces(await readFile(path)), options), found, file);
      }
    });
  });
}
