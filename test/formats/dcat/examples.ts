import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dataset } from '../../../src/model/dataset.ts';
import { readAll } from '../reading.ts';
import { DIALECTS } from './dialects.ts';

const FORMATS = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every dataset that the samples of the formats and the dialects of DCAT become. */
export async function exampleDatasets(): Promise<Dataset[]> {
  const found: Dataset[] = [];
  for (const { text } of DIALECTS) found.push(...(await readAll('dcat', text)).datasets);
  const files = (await readdir(FORMATS, { recursive: true })).filter((file) =>
    file.endsWith('.expected.json'),
  );
  for (const file of files.toSorted()) {
    const expected: { datasets: unknown[] } = JSON.parse(await readFile(join(FORMATS, file), 'utf8'));
    found.push(...expected.datasets.map((one) => Dataset.parse(one)));
  }
  return found;
}
