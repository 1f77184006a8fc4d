import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { type FaultKind, RemoteFault } from '../../src/faults.ts';
import type { ProxyAction } from '../support/fault-proxy.ts';
import { type Call, type Has, callsOf } from './operations.ts';
import type { OnBench } from './remote.ts';

interface Trouble {
  name: string;
  action: ProxyAction;
  kinds: readonly FaultKind[];
  retryAfterMs?: number;
  /** Calls for which this is no trouble: what is gone need not be removed, and is got as nothing. */
  noTroubleFor?: readonly Call<unknown>['name'][];
}

const answered = (status: number, body = '{}', headers: Record<string, string> = {}): ProxyAction => ({
  answer: { status, body, headers },
});
const page = (status: number): ProxyAction =>
  answered(status, '<!doctype html><title>Oops</title>', { 'content-type': 'text/html' });

/** Longest that these tests wait for a remote that says nothing. */
const PATIENCE_MS = 300;
const BODY_BYTES_MAX = 50_000;

const STATUSES: readonly Trouble[] = [
  { name: '401', action: answered(401), kinds: ['unauthorised'] },
  { name: '401 with a page', action: page(401), kinds: ['unauthorised'] },
  { name: '403', action: answered(403), kinds: ['unauthorised', 'refused'] },
  { name: '404', action: answered(404), kinds: ['absent', 'malformed'], noTroubleFor: ['get', 'remove'] },
  { name: '410', action: answered(410), kinds: ['absent', 'malformed'], noTroubleFor: ['get', 'remove'] },
  { name: '408', action: answered(408), kinds: ['unreachable'] },
  {
    name: '429 with seconds to wait',
    action: answered(429, '{}', { 'retry-after': '7' }),
    kinds: ['throttled'],
    retryAfterMs: 7_000,
  },
  { name: '429 without', action: answered(429), kinds: ['throttled'] },
  {
    name: '503 with seconds to wait',
    action: answered(503, '', { 'retry-after': '3' }),
    kinds: ['throttled', 'unreachable'],
    retryAfterMs: 3_000,
  },
  { name: '423', action: answered(423), kinds: ['readOnly'] },
  { name: '400', action: answered(400), kinds: ['refused'] },
  { name: '422', action: answered(422), kinds: ['refused'] },
  { name: '413', action: answered(413), kinds: ['tooLarge', 'refused'] },
  { name: '500', action: answered(500), kinds: ['broken'] },
  { name: '500 with a page', action: page(500), kinds: ['broken'] },
  { name: '502 with a page', action: page(502), kinds: ['unreachable'] },
  { name: '503', action: answered(503), kinds: ['unreachable', 'throttled'] },
  { name: '504', action: answered(504), kinds: ['unreachable'] },
];

const SILENCE: readonly Trouble[] = [
  { name: 'a connection that is cut', action: 'cut', kinds: ['unreachable'] },
  { name: 'an answer that is lost', action: 'lose', kinds: ['unreachable'], noTroubleFor: [] },
  { name: 'an answer that is cut', action: 'half', kinds: ['unreachable', 'malformed'] },
  { name: 'silence', action: 'hang', kinds: ['unreachable'] },
];

const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;

const BODIES: readonly Trouble[] = [
  { name: 'a page', action: page(200), kinds: ['malformed'] },
  { name: 'half of some JSON', action: answered(200, '{"data": [{"id": "a', {}), kinds: ['malformed'] },
  { name: 'nothing', action: answered(200, ''), kinds: ['malformed'] },
  { name: 'a list', action: answered(200, '[]'), kinds: ['malformed'] },
  { name: 'null', action: answered(200, 'null'), kinds: ['malformed'] },
  { name: 'a word', action: answered(200, '"ok"'), kinds: ['malformed'] },
  { name: 'an object of another kind', action: answered(200, '{"hello": "world"}'), kinds: ['malformed'] },
  { name: 'lists within lists within lists', action: answered(200, deep), kinds: ['malformed'] },
  {
    name: 'more than we take',
    action: answered(200, JSON.stringify('x'.repeat(2 * BODY_BYTES_MAX))),
    kinds: ['tooLarge'],
  },
];

export function promiseFaults<S>(on: OnBench<S>, has: Has): void {
  describe('9. faults', () => {
    for (const call of callsOf<S>(has)) {
      describe(`of ${call.name}`, () => {
        let prepared = '';
        before(async () => {
          prepared = await call.prepare(on());
        });

        for (const trouble of [...STATUSES, ...SILENCE, ...BODIES]) {
          if (trouble.noTroubleFor?.includes(call.name) === true) continue;
          it(`${trouble.name}: ${trouble.kinds.join(' or ')}`, async () => {
            const bench = on();
            bench.proxy.reset();
            bench.proxy.always(trouble.action);
            const limits = {
              headersMs: PATIENCE_MS,
              stallMs: PATIENCE_MS,
              totalMs: 4 * PATIENCE_MS,
              bodyBytesMax: BODY_BYTES_MAX,
            };
            const fault = await faultOf(call.make(bench, prepared, { limits }));
            assert.ok(trouble.kinds.includes(fault.kind), `${fault.kind}: ${fault.message}`);
            if (trouble.retryAfterMs !== undefined) assert.equal(fault.retryAfterMs, trouble.retryAfterMs);
          });
        }
      });
    }

    it('are unreachable where nobody listens', async () => {
      const { adapter, remote } = on();
      const settings = remote.settings('http://127.0.0.1:9', 'fr');
      const fault = await faultOf(adapter.probe(on().session({ settings })));
      assert.ok(['unreachable', 'forbiddenAddress'].includes(fault.kind), fault.kind);
    });

    it('name the address that may not be called', async () => {
      const { adapter, remote } = on();
      const settings = remote.settings('http://169.254.169.254', 'fr');
      const fault = await faultOf(adapter.probe(on().session({ settings })));
      assert.equal(fault.kind, 'forbiddenAddress');
    });
  });
}

export async function faultOf(doing: Promise<unknown>): Promise<RemoteFault> {
  try {
    const result = await doing;
    assert.fail(`it succeeded with ${JSON.stringify(result)?.slice(0, 200)}`);
  } catch (error) {
    if (error instanceof RemoteFault) return error;
    throw error;
  }
}
