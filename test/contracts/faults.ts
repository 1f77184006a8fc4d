import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import type { ProxyRule } from '../support/fault-proxy.ts';
import { type Has, callsOf } from './operations.ts';
import type { Bench, OnBench } from './remote.ts';
import { BODY_BYTES_MAX, PATIENCE_MS, TROUBLES, type Trouble, answered } from './troubles.ts';

export function promiseFaults<S>(on: OnBench<S>, has: Has): void {
  describe('9. faults', () => {
    for (const call of callsOf<S>(has)) {
      describe(`of ${call.name}`, () => {
        let prepared = '';
        before(async () => {
          prepared = await call.prepare(on());
        });

        for (const trouble of TROUBLES) {
          if (trouble.noTroubleFor?.includes(call.name) === true) continue;
          it(`${trouble.name}: ${trouble.kinds.join(' or ')}`, async () => {
            const bench = on();
            bench.proxy.reset();
            bench.proxy.add(ruleOf(bench, trouble, call.name));
            const limits = {
              headersMs: PATIENCE_MS,
              stallMs: PATIENCE_MS,
              totalMs: 4 * PATIENCE_MS,
              bodyBytesMax: BODY_BYTES_MAX,
            };
            const fault = await outcomeOf(call.make(bench, prepared, { limits }));
            if (fault === undefined && trouble.maybeFor?.includes(call.name) === true) return;
            assert.ok(fault, 'it succeeded');
            assert.ok(trouble.kinds.includes(fault.kind), `${fault.kind}: ${fault.message}`);
            if (trouble.retryAfterMs !== undefined) assert.equal(fault.retryAfterMs, trouble.retryAfterMs);
          });
        }
      });
    }

    it('are unreachable where nobody listens', async () => {
      const { adapter, remote } = on();
      const settings = remote.settings('http://127.0.0.1:9', 'fr');
      const fault = await outcomeOf(adapter.probe(on().session({ settings })));
      assert.ok(['unreachable', 'forbiddenAddress'].includes(fault?.kind ?? ''), fault?.kind);
    });

    it('name the address that may not be called', async () => {
      const { adapter, remote } = on();
      const settings = remote.settings('http://169.254.169.254', 'fr');
      const fault = await outcomeOf(adapter.probe(on().session({ settings })));
      assert.equal(fault?.kind, 'forbiddenAddress');
    });
  });
}

function ruleOf<S>(bench: Bench<S>, { action, ofPages }: Trouble, name: string): ProxyRule {
  const pages = ofPages === true && name === 'list';
  return {
    matches: (request) => !pages || bench.remote.isPage(request),
    action: typeof action === 'number' ? answered(action, bench.remote.refusal(action)) : action,
  };
}

/** The fault that a call ends with; undefined when it succeeds. Any other error is a bug. */
export async function outcomeOf(doing: Promise<unknown>): Promise<RemoteFault | undefined> {
  try {
    await doing;
    return undefined;
  } catch (error) {
    if (error instanceof RemoteFault) return error;
    throw error;
  }
}
