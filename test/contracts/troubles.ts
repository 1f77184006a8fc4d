import type { FaultKind } from '../../src/faults.ts';
import type { ProxyAction } from '../support/fault-proxy.ts';
import type { Call } from './operations.ts';

/** Something that a remote, or what stands in front of it, does to every request. */
export interface Trouble {
  name: string;
  /** A number stands for a refusal in the remote's own manner. */
  action: ProxyAction | number;
  kinds: readonly FaultKind[];
  retryAfterMs?: number;
  /** Calls for which this is no trouble: what is gone need not be removed, is got as nothing, and made again. */
  noTroubleFor?: readonly CallName[];
  /** Calls that may succeed all the same: nothing is read of the answer to a removal. */
  maybeFor?: readonly CallName[];
  /** Only pages of a listing are refused in a listing: what it asks before may be taken otherwise. */
  ofPages?: true;
}

type CallName = Call<unknown>['name'];

export const answered = (status: number, body = '{}', headers: Record<string, string> = {}): ProxyAction => ({
  answer: { status, body, headers },
});
const page = (status: number): ProxyAction =>
  answered(status, '<!doctype html><title>Oops</title>', { 'content-type': 'text/html' });

/** Longest that these tests wait for a remote that says nothing. */
export const PATIENCE_MS = 300;
export const BODY_BYTES_MAX = 50_000;

const STATUSES: readonly Trouble[] = [
  { name: '401', action: 401, kinds: ['unauthorised'] },
  { name: '401 with a page', action: page(401), kinds: ['unauthorised'] },
  { name: '403', action: 403, kinds: ['unauthorised', 'refused'] },
  {
    name: '404',
    action: 404,
    kinds: ['absent', 'malformed'],
    noTroubleFor: ['get', 'remove', 'update'],
    ofPages: true,
  },
  {
    name: '410',
    action: 410,
    kinds: ['absent', 'malformed'],
    noTroubleFor: ['get', 'remove', 'update'],
    ofPages: true,
  },
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
  { name: '423', action: 423, kinds: ['readOnly'] },
  { name: '400', action: 400, kinds: ['refused'], ofPages: true },
  { name: '422', action: 422, kinds: ['refused'], ofPages: true },
  { name: '413', action: answered(413), kinds: ['tooLarge', 'refused'] },
  { name: '500', action: 500, kinds: ['broken'] },
  { name: '500 with a page', action: page(500), kinds: ['broken'] },
  { name: '502 with a page', action: page(502), kinds: ['unreachable'] },
  { name: '503', action: answered(503), kinds: ['unreachable', 'throttled'] },
  { name: '504', action: answered(504), kinds: ['unreachable'] },
];

const SILENCE: readonly Trouble[] = [
  { name: 'a connection that is cut', action: 'cut', kinds: ['unreachable'] },
  { name: 'an answer that is lost', action: 'lose', kinds: ['unreachable'] },
  { name: 'an answer that is cut', action: 'half', kinds: ['unreachable', 'malformed'] },
  { name: 'silence', action: 'hang', kinds: ['unreachable'] },
];

const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;

const BODIES: readonly Trouble[] = [
  { name: 'a page', action: page(200), kinds: ['malformed'] },
  {
    name: 'half of some JSON',
    action: answered(200, '{"data": [{"id": "a', {}),
    kinds: ['malformed'],
    maybeFor: ['remove'],
  },
  { name: 'nothing', action: answered(200, ''), kinds: ['malformed'], maybeFor: ['remove'] },
  { name: 'a list', action: answered(200, '[]'), kinds: ['malformed'], maybeFor: ['remove'] },
  { name: 'null', action: answered(200, 'null'), kinds: ['malformed'], maybeFor: ['remove'] },
  { name: 'a word', action: answered(200, '"ok"'), kinds: ['malformed'], maybeFor: ['remove'] },
  {
    name: 'an object of another kind',
    action: answered(200, '{"hello": "world"}'),
    kinds: ['malformed'],
    maybeFor: ['remove'],
  },
  {
    name: 'lists within lists within lists',
    action: answered(200, deep),
    kinds: ['malformed'],
    maybeFor: ['remove'],
  },
  {
    name: 'more than we take',
    action: answered(200, JSON.stringify('x'.repeat(2 * BODY_BYTES_MAX))),
    kinds: ['tooLarge'],
  },
];

export const TROUBLES: readonly Trouble[] = [...STATUSES, ...SILENCE, ...BODIES];
