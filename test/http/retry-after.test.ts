import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { retryAfterMs } from '../../src/http/retry-after.ts';

const NOW = Date.UTC(2026, 7, 1, 12, 0, 0);
const HOUR = 3_600_000;
const unix = NOW / 1000;

const TABLE: [headers: Record<string, string>, ms: number | undefined][] = [
  [{ 'retry-after': '120' }, 120_000],
  [{ 'retry-after': ' 7 ' }, 7000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after': '30, 60' }, 60_000],
  [{ 'retry-after': '0' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '1 hour' }, undefined],
  [{ 'retry-after': 'NaN' }, undefined],
  [{ 'retry-after': '1e9' }, undefined],
  [{ 'retry-after': '315360000' }, HOUR],
  [{ 'retry-after': '9'.repeat(400) }, HOUR],
  [{ 'retry-after': 'Sat, 01 Aug 2026 12:02:00 GMT' }, 120_000],
  [{ 'retry-after': 'Saturday, 01-Aug-26 12:02:00 GMT' }, 120_000],
  [{ 'retry-after': '2026-08-01T12:02:00Z' }, 120_000],
  [{ 'retry-after': 'Sat, 01 Aug 2026 11:59:00 GMT' }, undefined],
  [{ 'retry-after': 'Sat, 01 Aug 2036 12:00:00 GMT' }, HOUR],
  [{ 'retry-after': 'Sat, 01 Aug 2026 13:02:00 GMT', date: 'Sat, 01 Aug 2026 13:00:00 GMT' }, 120_000],
  [{ 'retry-after': 'Sat, 01 Aug 2026 12:02:00 GMT', date: 'nonsense' }, 120_000],
  [{ 'ratelimit-reset': '50' }, 50_000],
  [{ 'x-ratelimit-reset': String(unix + 90) }, 90_000],
  [{ 'x-ratelimit-reset': String(NOW + 90_000) }, 90_000],
  [{ 'x-ratelimit-reset': '45' }, 45_000],
  [{ 'x-ratelimit-reset': String(unix - 90) }, undefined],
  [{ 'x-ratelimit-reset': '2026-08-01T12:01:00Z' }, 60_000],
  [{ 'x-ratelimit-reset': String(unix + 90), date: 'Sat, 01 Aug 2026 12:01:00 GMT' }, 30_000],
  [{ 'x-rate-limit-reset': '20' }, 20_000],
  [{ 'retry-after': '10', 'ratelimit-reset': '50' }, 10_000],
  [{ 'retry-after': 'soon', 'ratelimit-reset': '50' }, 50_000],
  [{}, undefined],
];

describe('how long a remote asks us to wait', () => {
  for (const [headers, ms] of TABLE) {
    const shown = JSON.stringify(headers);
    it(`${shown.length > 90 ? `${shown.slice(0, 90)}…` : shown}: ${ms ?? 'nothing'}`, () => {
      assert.equal(retryAfterMs(headers, { nowMs: NOW, capMs: HOUR }), ms);
    });
  }
});
