import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { dcatWriters } from '../../src/formats/dcat/write/index.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { ANY_DATASET } from '../formats/dcat/datasets.ts';
import { exampleDatasets } from '../formats/dcat/examples.ts';

/** A Python that has rdflib; without it no test is declared. */
const PYTHON = process.env['NAVETTE_PEER_RDFLIB'];
const GENERATED = 500;
const TOGETHER = 2;
const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'rdflib', 'same_triples.py');

interface Told {
  document: string;
  triples: number[];
  same: boolean;
  error?: string;
}

if (PYTHON !== undefined)
  describe('DCAT written, as rdflib reads it', () => {
    it('is the same triples in the three syntaxes, for every example', async () => {
      await sameTriples(PYTHON, await exampleDatasets());
    }).timeout(1_800_000);

    it(`is the same triples in the three syntaxes, for ${GENERATED} generated datasets`, async () => {
      await sameTriples(PYTHON, fc.sample(ANY_DATASET, GENERATED));
    }).timeout(1_800_000);
  });

async function sameTriples(python: string, datasets: readonly Dataset[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'navette-rdflib-'));
  try {
    let documents = 0;
    for (let at = 0; at < datasets.length; at += TOGETHER, documents += 1)
      for (const writer of dcatWriters) {
        const document = writer.open();
        const records = datasets.slice(at, at + TOGETHER).map((one) => document.record(one));
        await writeFile(
          join(folder, `${String(documents).padStart(4, '0')}.${writer.kind}`),
          document.head() + records.join('') + document.tail(),
        );
      }
    const { stdout } = await promisify(execFile)(python, [SCRIPT, folder], { maxBuffer: 64_000_000 });
    const told = stdout
      .trim()
      .split('\n')
      .map((line): Told => JSON.parse(line));
    assert.equal(told.length, documents);
    assert.deepEqual(
      told.filter(({ same }) => !same),
      [],
    );
    assert.ok(told.every(({ triples }) => triples.length === dcatWriters.length && (triples[0] ?? 0) > 0));
  } finally {
    await rm(folder, { recursive: true });
  }
}
