import { after, afterEach, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import type { Adapter, Withdrawal } from '../../src/adapters/adapter.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { promiseAborts } from './aborts.ts';
import { promiseFaults } from './faults.ts';
import { promiseMarks } from './marks.ts';
import { promiseListing, promiseRecords } from './listing.ts';
import { promisePlanning } from './planning.ts';
import { promiseIdempotence, promiseOneRecord, promiseRespect } from './putting.ts';
import { Bench, type RemoteUnderTest } from './remote.ts';
import { promiseRemoval } from './removing.ts';
import { promiseRoundTrip } from './round-trip.ts';
import { promiseSecrecy } from './secrecy.ts';
import { promiseProbe, promiseSettings } from './settings.ts';
import { promiseWithdrawal } from './withdrawing.ts';
import { promiseUploads } from './uploading.ts';

export type Operation =
  | 'list'
  | 'get'
  | 'put'
  | 'remove'
  | 'find'
  | 'withdraw'
  | 'marked'
  | 'read'
  | 'project';

export interface AdapterUnderTest<S> {
  name: string;
  adapter: Adapter<S>;
  remote: () => Promise<RemoteUnderTest>;
  /** Operations that this adapter does not have; naming one that it has is a failure. */
  lacks?: readonly Operation[];
  /** Ways besides deleting in which it takes records out of sight. */
  withdrawals?: readonly Withdrawal[];
  /** Longest that one test may take: real remotes are slower than imitated ones. */
  patienceMs?: number;
}

const OPERATIONS: readonly Operation[] = [
  'list',
  'get',
  'put',
  'remove',
  'find',
  'withdraw',
  'marked',
  'read',
  'project',
];
const PATIENCE_MS = 20_000;

/** What an adapter lacks that only harvests. */
export const NOT_HARVEST: readonly Operation[] = [
  'put',
  'remove',
  'find',
  'withdraw',
  'marked',
  'read',
  'project',
];

/** The promises that every adapter keeps, whatever it speaks. */
export function adapterContract<S>(under: AdapterUnderTest<S>): void {
  const { name, adapter, lacks = [] } = under;
  const has = (operation: Operation): boolean => adapter[operation] !== undefined;

  describe(`adapter contract: ${name}`, function () {
    this.timeout(under.patienceMs ?? PATIENCE_MS);
    let bench: Bench<S> | undefined;
    const on = (): Bench<S> => {
      assert.ok(bench);
      return bench;
    };

    before(async () => {
      const remote = await under.remote();
      bench = new Bench(adapter, remote, await FaultProxy.start(remote.url));
    });
    afterEach(() => bench?.proxy.reset());
    after(() => bench?.close());

    for (const operation of OPERATIONS) {
      it(`has ${lacks.includes(operation) ? 'no ' : ''}${operation}`, () => {
        assert.equal(has(operation), !lacks.includes(operation));
      });
    }

    promiseSettings(on);
    promiseProbe(on);
    if (has('list')) promiseListing(on);
    if (has('list')) promiseRecords(on);
    if (has('put')) promiseOneRecord(on);
    if (has('put')) promiseIdempotence(on);
    if (has('put')) promiseRespect(on);
    if (has('put')) promisePlanning(on);
    if (has('put') && has('remove')) promiseRemoval(on);
    if (has('put') && has('withdraw')) promiseWithdrawal(on, under.withdrawals ?? []);
    if (has('put') && has('marked')) promiseMarks(on);
    promiseFaults(on, has);
    promiseAborts(on, has);
    promiseSecrecy(on, has);
    if (has('put') && has('get')) promiseRoundTrip(on);
    if (adapter.uploads === true) promiseUploads(on);
  });
}
