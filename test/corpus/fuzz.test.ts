import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { ckan } from '../../src/adapters/ckan/index.ts';
import { udata } from '../../src/adapters/udata/index.ts';
import { RemoteFault } from '../../src/faults.ts';
import { Dataset } from '../../src/model/dataset.ts';
import { fingerprint } from '../../src/model/fingerprint.ts';
import { mutated, mutations, type Mutation } from './mutations.ts';
import { pageOf } from './generated.ts';
import { cpuMsSince, walk } from './walk.ts';

const RUNS = 300;
/** Each of these costs a server, a client and some requests. */
const WIRE_RUNS = 60;
const RUN_CPU_MS_MAX = 1_000;
/** Counterexamples that are slow take too long to shrink; a failure ends here with the smallest so far. */
const LIMIT_MS = 20_000;

for (const as of ['udata', 'ckan'] as const) {
  const adapter: Adapter = as === 'udata' ? udata : ckan;
  const rich = JSON.parse(readFileSync(new URL(`rich.${as}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
  const neighbour = { ...rich, id: 'zz-neighbour', name: 'zz-neighbour', title: 'Voisin' };
  const sound = read(adapter, pageOf(as, [neighbour]))?.records[0]?.dataset;

  describe(`the ${as} adapter, whatever is done to a page`, function () {
    this.timeout(60_000);

    it('reads the neighbours of a damaged record as if it were whole', () => {
      assert.ok(sound !== undefined);
      fc.assert(
        fc.property(mutations, fc.boolean(), (changes, first) => {
          const damaged = mutated(rich, changes);
          const result = read(adapter, pageOf(as, first ? [damaged, neighbour] : [neighbour, damaged]));
          // A page that is refused as a whole is one that nobody can read: too deep.
          if (result === undefined) return assert.ok(goesTooDeep(changes), 'the whole page is refused');
          const kept = result.records.filter(({ remoteId }) => remoteId === 'zz-neighbour');
          assert.ok(kept.some(({ dataset }) => fingerprint(dataset) === fingerprint(sound)), 'the neighbour is lost');
          for (const { dataset } of result.records) assertStorable(dataset);
          for (const { stage, reason } of result.setAside) assert.ok(stage !== undefined && reason !== '');
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
      );
    });

    it('never throws anything but a fault, also when the page itself is damaged', () => {
      fc.assert(
        fc.property(mutations, (changes) => {
          const page: unknown = JSON.parse(pageOf(as, [rich, neighbour]));
          for (const { dataset } of read(adapter, JSON.stringify(mutated(page, changes)))?.records ?? []) assertStorable(dataset);
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
      );
    });

    it('lists a damaged page to an end, or refuses it', async () => {
      await fc.assert(
        fc.asyncProperty(mutations, async (changes) => {
          const page: unknown = JSON.parse(pageOf(as, [rich, neighbour]));
          const body = JSON.stringify(mutated(page, changes));
          const walked = await walk({ as, serve: (asked) => ({ body: asked.before === 0 ? body : pageOf(as, []) }) });
          assert.equal(walked.endless, false);
          assert.ok(walked.fault !== undefined || walked.verdict !== undefined);
        }),
        { numRuns: WIRE_RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
      );
    });
  });
}

/** What the adapter reads, undefined when it refuses the page; within a second, and without any other error. */
function read(adapter: Adapter, page: string) {
  const started = process.cpuUsage();
  const found = readOf(adapter, page);
  if (cpuMsSince(started) < RUN_CPU_MS_MAX) return found;
  // The process may have collected the garbage of everything before: what is slow is slow twice.
  const again = process.cpuUsage();
  readOf(adapter, page);
  assert.ok(cpuMsSince(again) < RUN_CPU_MS_MAX, 'it took too long');
  return found;
}

function readOf(adapter: Adapter, page: string) {
  try {
    return adapter.read?.(page);
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    return undefined;
  }
}

function goesTooDeep(changes: readonly Mutation[]): boolean {
  return changes.some(({ value }) => value === '@deep');
}

/** The model takes it and PostgreSQL would: well-formed text without NUL, and no key that reaches a prototype. */
function assertStorable(dataset: Dataset): void {
  assert.ok(Dataset.safeParse(dataset).success);
  const json = JSON.stringify(dataset);
  assert.ok(json.isWellFormed());
  assert.doesNotMatch(json, /\\u0000|\\ud[89a-f]/i);
  assert.equal(fingerprint(JSON.parse(json) as Dataset), fingerprint(dataset));
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
}
