import { formatOf } from '../../src/formats/registry.ts';
import type { ReadOptions, SetAside } from '../../src/formats/format.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { Dataset as DatasetSchema } from '../../src/model/dataset.ts';

export interface AllRead {
  datasets: Dataset[];
  asides: SetAside[];
}

/** Everything that a format reads of a text; each record is checked against the model. */
export async function readAll(
  kind: string,
  text: string | Uint8Array,
  options: ReadOptions = {},
  pieceBytes = 65_536,
): Promise<AllRead> {
  const format = formatOf(kind);
  if (format === undefined) throw new Error(`no format ${kind}`);
  const found: AllRead = { datasets: [], asides: [] };
  for await (const read of format.read(pieces(Buffer.from(text), pieceBytes), options)) {
    if ('aside' in read) found.asides.push(read.aside);
    else found.datasets.push(DatasetSchema.parse(read.record.dataset));
  }
  return found;
}

/** The only record of a text. */
export async function readOne(
  kind: string,
  text: string | Uint8Array,
  options: ReadOptions = {},
): Promise<Dataset> {
  const { datasets, asides } = await readAll(kind, text, options);
  const [only, ...others] = datasets;
  if (only === undefined || others.length > 0)
    throw new Error(`${datasets.length} records instead of one; set aside: ${JSON.stringify(asides)}`);
  return only;
}

/** A dataset without what its terms look like in full: their codes, or what the source said. */
export function brief(dataset: Dataset): unknown {
  return JSON.parse(
    JSON.stringify(dataset, (_, value: unknown) =>
      isCoded(value) ? (value.code ?? value.uri ?? value.raw) : value,
    ),
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- the input of a format is asynchronous
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function isCoded(value: unknown): value is { code?: string; uri?: string; raw?: string } {
  return typeof value === 'object' && value !== null && 'method' in value && 'confidence' in value;
}
