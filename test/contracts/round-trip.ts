import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Dataset } from '../../src/model/dataset.ts';
import { stableJson } from '../../src/model/fingerprint.ts';
import type { OnBench } from './remote.ts';
import { SAMPLES } from './samples.ts';

/** Fields that say nothing about the dataset itself. */
const ABOUT_THE_RECORD = new Set(['id', 'kind', 'origin', 'warning', 'extra']);

export function promiseRoundTrip<S>(on: OnBench<S>): void {
  describe('12. there and back', () => {
    for (const { name, language, dataset: sample } of SAMPLES) {
      it(`keeps or tells every field: ${name}`, async () => {
        const bench = on();
        const dataset = bench.named(sample);
        const session = bench.session({ settings: bench.settings(language) });
        const { remoteId, losses } = await bench.put(dataset, {}, session);
        const back = await bench.get(remoteId, session);
        assert.ok(back);
        const told = losses.map(({ field }) => field);
        const silent = changes(dataset, back.dataset).filter(
          (path) => !told.some((field) => speaksOf(field, path)),
        );
        assert.deepEqual(silent, []);
      });
    }

    for (const { name, dataset } of SAMPLES) {
      it(`tells before what it would lose: ${name}`, async () => {
        const bench = on();
        if (bench.adapter.project === undefined) return;
        const projected = bench.adapter.project(dataset);
        assert.notEqual(projected.body, undefined);
        assert.ok(Dataset.safeParse(dataset).success);
      });
    }
  });
}

/** Paths of what was sent and came back otherwise, each with both values. */
function changes(sent: Dataset, back: Dataset): string[] {
  const found: string[] = [];
  for (const [field, value] of Object.entries(sent)) {
    if (ABOUT_THE_RECORD.has(field) || value === undefined) continue;
    const shown = Object.entries(back).find(([key]) => key === field)?.[1];
    compare(found, field, value, shown);
  }
  return found;
}

function compare(found: string[], path: string, sent: unknown, back: unknown): void {
  if (Array.isArray(sent) && Array.isArray(back) && sent.some((one) => typeof one === 'object')) {
    for (const [index, member] of sent.entries())
      compare(found, `${path}[${index}]`, member, (back as unknown[])[index]);
    return;
  }
  if (isPlain(sent) && isPlain(back) && !isCoded(sent)) {
    for (const [key, member] of Object.entries(sent)) {
      // A distribution is known to the remote by another id.
      if (!(path.startsWith('distribution') && key === 'id'))
        compare(found, `${path}.${key}`, member, back[key]);
    }
    return;
  }
  const [a, b] = [stableJson(canonical(sent)), stableJson(canonical(back))];
  if (a !== b) found.push(`${path}: ${a.slice(0, 120)} → ${b.slice(0, 120)}`);
}

/** A loss of a field speaks of everything within it; one of a part speaks of that part. */
function speaksOf(field: string, change: string): boolean {
  const path = change.slice(0, change.indexOf(': '));
  const plain = (text: string): string => text.replace(/\[\d*\]/g, '');
  return plain(path).startsWith(plain(field)) || plain(field).startsWith(plain(path));
}

/** What a coded value means, whichever way it was recognised; lists of words in any order. */
function canonical(value: unknown): unknown {
  if (isCoded(value)) return value['uri'] ?? value['code'] ?? value['raw'];
  if (Array.isArray(value))
    return value.map(canonical).sort((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1));
  if (typeof value === 'string') return value.trim();
  return value ?? null;
}

function isCoded(value: unknown): value is Record<string, unknown> {
  return isPlain(value) && 'method' in value && 'confidence' in value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
