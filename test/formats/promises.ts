import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Writer } from '../../src/formats/format.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { stableJson } from '../../src/model/fingerprint.ts';
import { ANY_DATASET } from './dcat/datasets.ts';
import { readAll } from './reading.ts';

/** NAVETTE_PROPERTY_RUNS sets how many generated datasets are tried. */
const RUNS = Number(process.env['NAVETTE_PROPERTY_RUNS'] ?? 100);
const TOGETHER = 10;

export interface WriterUnderTest {
  writer: Writer;
  /** What it has no place for, by path. */
  limits: Readonly<Record<string, string>>;
  /** Datasets that hold nothing of that. */
  ordinary: fc.Arbitrary<Dataset>;
  /** Datasets that together hold everything that the model has. */
  full: readonly Dataset[];
  /** Fields of what is read that need not have been written, and why is for the writer's page. */
  added?: readonly string[];
  /** A format of texts in one language that does not say which. */
  language?: string;
  /** What no two records of a document have in common; their ids when absent. */
  known?: (dataset: Dataset) => (string | undefined)[];
}

/** What is promised of a format that cannot say everything. */
export function promiseWriting(under: WriterUnderTest): void {
  const { writer, limits, ordinary, full, added = [], language } = under;
  const known = under.known ?? (({ id }) => [id.trim()]);
  const several = (one: fc.Arbitrary<Dataset>): fc.Arbitrary<Dataset[]> =>
    fc.uniqueArray(language === undefined ? one : one.map((dataset) => titledIn(language, dataset)), {
      minLength: TOGETHER,
      maxLength: TOGETHER,
      comparator: (a, b) => {
        const others = known(b);
        return known(a).some((key) => key !== undefined && others.includes(key));
      },
    });
  const unsaid = new Set(['id', 'extra', 'origin', 'warning', ...added]);

  describe(`written as ${writer.title}`, function () {
    this.timeout(30_000 + RUNS * 400);

    it('gives back what it has a place for, many datasets in a document', async () => {
      await fc.assert(
        fc.asyncProperty(several(ordinary), async (datasets) => {
          const read = await readAgain(under, datasets);
          for (const [index, dataset] of datasets.entries()) {
            assert.deepEqual(await writer.lost?.(dataset), []);
            assert.deepEqual(meant(read[index], unsaid), meant(dataset, unsaid));
          }
        }),
        { numRuns: Math.ceil(RUNS / TOGETHER), endOnFailure: true },
      );
    });

    it('tells every field that is not read again as it was, whatever the model takes', async () => {
      await fc.assert(
        fc.asyncProperty(several(ANY_DATASET), async (datasets) => {
          const read = await readAgain(under, datasets);
          for (const [index, dataset] of datasets.entries()) {
            const told = new Set(
              ((await writer.lost?.(dataset)) ?? []).map(({ field }) => field.split(/[.[]/)[0]),
            );
            const again = meant(read[index], unsaid);
            for (const [field, value] of Object.entries(meant(dataset, unsaid)))
              assert.ok(
                told.has(field) || stableJson(again[field]) === stableJson(value),
                `${field}: ${stableJson(value)} → ${stableJson(again[field])}`,
              );
          }
        }),
        { numRuns: Math.ceil(RUNS / TOGETHER), endOnFailure: true },
      );
    });

    it('tells of full datasets just what it has no place for', async () => {
      const lost = await Promise.all(full.map(async (dataset) => (await writer.lost?.(dataset)) ?? []));
      const told = lost.flat().map(({ field }) => field.replace(/\[\d+\]/g, ''));
      const limited = Object.keys(limits);
      const unknown = told.filter((field) => !limited.some((limit) => isWithin(field, limit)));
      const untold = limited.filter((limit) => !told.some((field) => isWithin(field, limit)));
      assert.deepEqual({ unknown: [...new Set(unknown)], untold }, { unknown: [], untold: [] });
    });
  });
}

function titledIn(language: string, dataset: Dataset): Dataset {
  return { ...dataset, title: { [language]: Object.values(dataset.title)[0] ?? '' } };
}

async function readAgain(
  { writer, language }: WriterUnderTest,
  datasets: readonly Dataset[],
): Promise<Dataset[]> {
  const document = writer.open();
  const text = [document.head(), ...datasets.map((one) => document.record(one)), document.tail()].join('');
  const read = await readAll(writer.kind, text, language === undefined ? {} : { language });
  assert.deepEqual(read.asides, []);
  assert.equal(read.datasets.length, datasets.length);
  return read.datasets;
}

function isWithin(field: string, limit: string): boolean {
  return field === limit || field.startsWith(`${limit}.`);
}

/** A dataset as it is meant: terms by their address or code, agents and references in any order. */
export function meant(dataset: Dataset | undefined, unsaid: ReadonlySet<string>): Record<string, unknown> {
  const plain = JSON.parse(
    JSON.stringify(dataset ?? {}, (key, value: unknown) => {
      if (isCoded(value)) return value.uri ?? value.code ?? value.label ?? value.raw;
      if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.toSorted();
      return key === 'extra' ? undefined : value;
    }),
  ) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(plain)
      .filter(([field]) => !unsaid.has(field))
      .map(([field, value]) => [field, field === 'distribution' ? value : sorted(value)]),
  );
}

function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  // A term of which nothing is told is none.
  const told = value.filter((member) => member !== null);
  if (told.length === 0) return undefined;
  return told.toSorted((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1));
}

function isCoded(value: unknown): value is { code?: string; uri?: string; raw?: string; label?: unknown } {
  return typeof value === 'object' && value !== null && 'method' in value && 'confidence' in value;
}
