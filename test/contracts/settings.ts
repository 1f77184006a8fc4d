import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import { fieldsOf } from '../../src/model/shape.ts';
import type { OnBench } from './remote.ts';

export function promiseSettings<S>(on: OnBench<S>): void {
  describe('1. settings', () => {
    it('are refused without an address', () => {
      assert.equal(on().adapter.Settings.safeParse({}).success, false);
    });

    it('are refused with an address of another scheme', () => {
      const { adapter, remote } = on();
      assert.equal(adapter.Settings.safeParse(remote.settings('file:///etc/passwd', 'fr')).success, false);
    });

    it('are refused with a field that nobody knows', () => {
      const { adapter } = on();
      assert.equal(adapter.Settings.safeParse({ ...on().settings(), zorg: 1 }).success, false);
    });

    it('mark the field that holds the secret', () => {
      const { adapter, remote } = on();
      const holding = Object.entries(on().settings()).filter(([, value]) => value === remote.canary);
      const secret = fieldsOf(adapter.Settings).filter((field) => field.secret);
      assert.deepEqual(
        holding.map(([name]) => name),
        secret.map(({ name }) => name),
      );
    });

    it('describe every field', () => {
      const silent = fieldsOf(on().adapter.Settings).filter(({ description }) => description === undefined);
      assert.deepEqual(
        silent.map(({ name }) => name),
        [],
      );
    });

    it('name the address', () => {
      const { adapter, proxy } = on();
      assert.equal(new URL(adapter.address(on().session().settings)).origin, proxy.url);
    });
  });
}

export function promiseProbe<S>(on: OnBench<S>): void {
  describe('2. probe', () => {
    it('tells software and version, who we are and what we may do', async () => {
      const { adapter } = on();
      const { software, identity, rights, mayPush, reason } = await adapter.probe(on().session());
      assert.match(software, /\d/);
      const pushes = adapter.put !== undefined;
      assert.deepEqual([typeof identity, rights.length > 0, mayPush], ['string', true, pushes]);
      assert.equal(typeof reason, pushes ? 'undefined' : 'string');
      // The short question has the same answer.
      if (adapter.identity !== undefined) assert.equal(await adapter.identity(on().session()), identity);
    });

    it('calls a wrong key unauthorised', async () => {
      const { adapter, remote, proxy } = on();
      const probing = adapter.probe(on().session({ settings: remote.wrongKey(proxy.url) }));
      await assert.rejects(probing, (error) => error instanceof RemoteFault && error.kind === 'unauthorised');
    });

    it('writes nothing', async () => {
      await on().adapter.probe(on().session());
      assert.deepEqual(on().writes(), []);
    });

    it('tells strangers that they may not push, and why', async () => {
      const { adapter, remote, proxy } = on();
      if (remote.anonymous === undefined) return;
      const report = await adapter.probe(on().session({ settings: remote.anonymous(proxy.url) }));
      assert.deepEqual([report.identity, report.mayPush, typeof report.reason], [undefined, false, 'string']);
    });
  });
}
