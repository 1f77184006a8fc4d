import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { before, describe, it } from 'mocha';
import { Listener, type ProxyAction } from '../support/fault-proxy.ts';
import { outcomeOf } from './faults.ts';
import { type Has, callsOf } from './operations.ts';
import type { OnBench } from './remote.ts';

export function promiseSecrecy<S>(on: OnBench<S>, has: Has): void {
  describe('11. the secret', () => {
    const echoes = (canary: string): Record<string, ProxyAction> => ({
      'a refusal that repeats it': {
        answer: {
          status: 400,
          body: JSON.stringify({
            message: canary,
            errors: { title: [canary] },
            error: { title: [canary], __type: 'Validation Error' },
          }),
        },
      },
      'a page that shows it': {
        answer: { status: 200, headers: { 'content-type': 'text/html' }, body: `<html>${canary}</html>` },
      },
      'broken JSON that holds it': { answer: { status: 200, body: `{"success": true, "${canary}` } },
      'a shape that holds it': {
        answer: { status: 200, body: JSON.stringify({ [canary]: canary, data: canary, result: canary }) },
      },
      'an error page that shows it': { answer: { status: 500, body: canary } },
      'a lost connection': 'cut',
    });

    for (const call of callsOf<S>(has)) {
      describe(`of ${call.name}`, () => {
        let prepared = '';
        before(async () => {
          prepared = await call.prepare(on());
        });

        for (const name of Object.keys(echoes(''))) {
          it(`is in no message after ${name}`, async () => {
            const bench = on();
            const { canary } = bench.remote;
            const action = echoes(canary)[name];
            assert.ok(action);
            bench.proxy.reset();
            bench.proxy.always(action);
            const fault = await outcomeOf(call.make(bench, prepared, {}));
            if (fault === undefined) return;
            const said = inspect([fault, fault.report(), fault.stack, fault.cause], { depth: 10 });
            assert.equal(said.includes(canary), false, said.replaceAll(canary, 'SECRET'));
          });
        }

        it('is sent to no other host', async () => {
          const bench = on();
          const other = await Listener.start();
          bench.proxy.reset();
          bench.proxy.always({ redirect: `${other.url}/api/elsewhere?a=1`, status: 307 });
          await call.make(bench, prepared, {}).catch(() => undefined);
          await other.close();
          assert.deepEqual(
            other.heard.filter((heard) => heard.includes(bench.remote.canary)),
            [],
          );
        });
      });
    }

    it('is in no exchange noted', async () => {
      const { adapter, exchanges, remote } = on();
      on().proxy.reset();
      await adapter.probe(on().session());
      assert.ok(exchanges.length > 0);
      assert.equal(JSON.stringify(exchanges).includes(remote.canary), false);
    });
  });
}
