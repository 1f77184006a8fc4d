import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { describe, it } from 'mocha';
import { writerOf } from '../../../src/formats/registry.ts';
import { demoDatasets } from '../../../src/demo/datasets.ts';

const RECORDS = 1_200;
/** 84,000 bytes in memory: those of all records are 100 MB. */
const DESCRIPTION = 'Ce que l’on n’a pas demandé ne reste pas. '.repeat(1_000);
const HEAP_MB = 110;

const COUNT = `
  import { dcat } from './src/formats/dcat/index.ts';
  let records = 0;
  for await (const read of dcat.read(process.stdin, {})) if ('record' in read) records += 1;
  console.log(records);
`;

describe('a large document of DCAT', () => {
  for (const kind of ['turtle', 'rdf-xml', 'json-ld'])
    it(`is read in little memory: ${kind}`, async () => {
      const reader = spawn(
        process.execPath,
        [`--max-old-space-size=${HEAP_MB}`, '--import', 'tsx', '--input-type=module', '--eval', COUNT],
        { stdio: ['pipe', 'pipe', 'pipe'] },
      );
      const told = Promise.all([text(reader.stdout), text(reader.stderr), once(reader, 'exit')]);
      await pipeline(Readable.from(written(kind)), reader.stdin).catch(() => undefined);
      const [records, errors] = await told;
      assert.equal(records.trim(), String(RECORDS), errors.slice(0, 2_000));
    });
});

function* written(kind: string): Iterable<string> {
  const document = writerOf(kind)?.open();
  assert.ok(document !== undefined);
  const iri = 'https://catalogue.example.org/datasets/N';
  const texts = demoDatasets()
    .slice(0, 20)
    .map((dataset) => document.record({ ...dataset, id: iri, iri, description: { fr: DESCRIPTION } }));
  yield document.head();
  // All but the first begin as those behind another do.
  for (let index = 0; index < RECORDS; index += 1) {
    const text = texts[index === 0 ? 0 : 1 + (index % (texts.length - 1))] ?? '';
    yield text.replaceAll('/datasets/N', `/datasets/${index}`);
  }
  yield document.tail();
}
