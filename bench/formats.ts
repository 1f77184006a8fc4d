import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser, StreamParser, StreamWriter, Writer } from 'n3';
import { demoDatasets } from '../src/demo/datasets.ts';
import { dcat } from '../src/formats/dcat/index.ts';
import type { Dataset } from '../src/model/dataset.ts';
import type { WrittenDocument } from '../src/formats/format.ts';
import { writerOf } from '../src/formats/registry.ts';
import { startHelper } from './helper.ts';
import { ReadResult } from './orders.ts';
import { rounded } from './statistics.ts';

export interface FormatsOptions {
  /** Datasets in each document of DCAT; of ISO half as many. */
  records: number;
}

const SYNTAXES = ['turtle', 'rdf-xml', 'json-ld'] as const;
/** In both schemas. */
const ISO_ID =
  /((?:fileIdentifier>|metadataIdentifier><mcc:MD_Identifier><mcc:code>)<gco:CharacterString>)[^<]+/;
const ISO_SAMPLES = resolve('test/formats/iso/samples');

/**
 * Large documents, each read and mapped by a process that does nothing else and keeps nothing: DCAT-AP 3 of the demonstration's
 * datasets in four syntaxes, as others than Navette write them, and a catalogue service's answer of ISO records, those of the
 * tests in turn. A document of which a record is missing fails.
 */
export async function formats({ records }: FormatsOptions, say: (line: string) => void) {
  const dir = await mkdtemp(join(tmpdir(), 'navette-bench-formats-'));
  try {
    const read: Record<string, object> = {};
    const datasets = await Promise.all(demoDatasets().map(inPlainWords));
    for (const syntax of SYNTAXES) {
      const file = join(dir, syntax);
      await pipeline(Readable.from(written(syntax, datasets, records)), createWriteStream(file));
      read[syntax] = await measured('dcat', file, records, say);
    }
    const triples = join(dir, 'n-triples');
    await pipeline(
      createReadStream(join(dir, 'turtle')),
      new StreamParser(),
      new StreamWriter({ format: 'N-Triples' }),
      createWriteStream(triples),
    );
    read['n-triples'] = await measured('dcat', triples, records, say);
    const iso = join(dir, 'iso');
    await pipeline(Readable.from(isoAnswer(records / 2)), createWriteStream(iso));
    read['iso'] = await measured('csw', iso, records / 2, say);
    return { bench: 'formats', read };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What of a dataset its triples say, without what only Navette writes beside them. */
async function inPlainWords(dataset: Dataset): Promise<Dataset> {
  const document = documentOf('turtle');
  const quads = new Parser()
    .parse(document.head() + document.record(dataset) + document.tail())
    .filter(({ predicate }) => !predicate.value.endsWith('#remainder'));
  const text = new Writer({ format: 'N-Triples' }).quadsToString(quads);
  for await (const read of dcat.read(Readable.from([Buffer.from(text)]), {}))
    if ('record' in read) return read.record.dataset;
  throw new Error(`${dataset.id} is no record without its remainder`);
}

function documentOf(kind: string): WrittenDocument {
  const document = writerOf(kind)?.open();
  if (document === undefined) throw new RangeError(`there is no writer ${kind}`);
  return document;
}

function* written(kind: string, datasets: readonly Dataset[], count: number): Iterable<string> {
  const document = documentOf(kind);
  yield document.head();
  for (let index = 0; index < count; index += 1) {
    const dataset = datasets[index % datasets.length];
    if (dataset === undefined) throw new RangeError('there are no demonstration datasets');
    const iri = `https://catalogue.example.org/datasets/${index}`;
    yield document.record({ ...dataset, id: iri, iri });
  }
  yield document.tail();
}

async function* isoAnswer(count: number): AsyncIterable<string> {
  const names = (await readdir(ISO_SAMPLES)).filter((name) => name.endsWith('.xml')).toSorted();
  const samples = await Promise.all(names.map((name) => readFile(join(ISO_SAMPLES, name), 'utf8')));
  // One is known by nothing, and is no dataset.
  const texts = samples
    .map((text) => text.replace(/^<\?xml[^>]*\?>/, ''))
    .filter((text) => ISO_ID.test(text));
  yield `<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"><csw:SearchResults numberOfRecordsMatched="${count}">`;
  for (let index = 0; index < count; index += 1)
    yield (texts[index % texts.length] ?? '').replace(ISO_ID, `$1record-${index}`);
  yield '</csw:SearchResults></csw:GetRecordsResponse>';
}

async function measured(format: string, file: string, expected: number, say: (line: string) => void) {
  const helper = startHelper('bare');
  try {
    const { records, setAside, s, cpuS, peakMiB } = await helper.ask(ReadResult, {
      do: 'read',
      format,
      file,
    });
    if (records !== expected)
      throw new Error(`${file}: ${records} records of ${expected}, ${setAside} set aside`);
    const { size } = await stat(file);
    const result = {
      records,
      MB: Math.round(size / 1e6),
      s: rounded(s),
      perSecond: Math.round(records / s),
      cpuS: rounded(cpuS),
      peakMiB: Math.round(peakMiB),
    };
    say(`${file.split('/').at(-1)}: ${JSON.stringify(result)}`);
    return result;
  } finally {
    await helper.stop();
  }
}
