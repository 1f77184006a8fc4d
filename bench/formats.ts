import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StreamParser, StreamWriter } from 'n3';
import { demoDatasets } from '../src/demo/datasets.ts';
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
 * datasets in four syntaxes, and a catalogue service's answer of ISO records, those of the tests in turn. A document of which
 * a record is missing fails.
 */
export async function formats({ records }: FormatsOptions, say: (line: string) => void) {
  const dir = await mkdtemp(join(tmpdir(), 'navette-bench-formats-'));
  try {
    const read: Record<string, object> = {};
    for (const syntax of SYNTAXES) {
      const file = join(dir, syntax);
      await pipeline(Readable.from(written(syntax, records)), createWriteStream(file));
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

function* written(kind: string, count: number): Iterable<string> {
  const document = writerOf(kind)?.open();
  if (document === undefined) throw new RangeError(`there is no writer ${kind}`);
  const datasets = demoDatasets();
  yield document.head();
  for (let index = 0; index < count; index += 1) {
    const dataset = datasets[index % datasets.length];
    if (dataset === undefined) throw new RangeError('there are no demonstration datasets');
    const iri = `https://catalogue.example.org/datasets/${index}`;
    yield document.record({ ...dataset, id: `set-${index}`, iri });
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
