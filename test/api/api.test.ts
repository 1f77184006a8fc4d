import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { type Api, createApi } from '../../src/api/api.ts';
import { ControlError } from '../../src/control/control.ts';
import { RemoteFault } from '../../src/faults.ts';
import { ControlDouble, type Wire, outcome, run, status } from './control-double.ts';

const TOKEN = 'a-token-of-the-tests';
const authorization = `Bearer ${TOKEN}`;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

describe('API', () => {
  let control: ControlDouble;
  let api: Api;
  let log = '';

  /** Every route that is not hidden, as the description names it. */
  let routes: string[];
  beforeEach(() => {
    control = new ControlDouble();
    control.statuses.set('lyon', status('lyon'));
    log = '';
    const sink = new Writable({
      write(chunk, _encoding, done) {
        log += String(chunk);
        done();
      },
    });
    api = createApi({ control, tokens: ['another-good-token', TOKEN], version: '0.1.0', logger: pino(sink) });
    routes = [];
    api.addHook('onRoute', ({ method, url, schema }) => {
      const path = url.replaceAll(/:(\w+)/g, '{$1}');
      if (schema?.hide === true) return;
      for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each.toLowerCase()} ${path}`);
    });
  });
  afterEach(() => api.close());

  async function ask(method: Method, url: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await api.inject({
      method,
      url,
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: (): Wire => answer.json(),
    };
  }

  describe('who may ask', () => {
    for (const wrong of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer nope',
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
    ]) {
      it(`answers 401 to «${wrong}»`, async () => {
        const answer = await api.inject({
          method: 'GET',
          url: '/api/v1/connectors',
          headers: { authorization: wrong },
        });
        assert.equal(answer.statusCode, 401);
        assert.equal(answer.headers['www-authenticate'], 'Bearer');
        assert.equal(answer.json().error, 'unauthorised');
        assert.deepEqual(control.calls, []);
      });
    }

    for (const url of [
      '/metrics',
      '/api/v1/openapi.json',
      '/api/v1/nothing',
      '/',
      '/healthz/',
      '/api/v1/../healthz',
    ]) {
      it(`tells nothing of ${url} without a token`, async () => {
        assert.equal((await api.inject({ method: 'GET', url })).statusCode, 401);
      });
    }

    it('takes any of its tokens, and bearer in any case', async () => {
      assert.equal(
        (await ask('GET', '/api/v1/connectors', undefined, { authorization: 'bearer another-good-token' }))
          .status,
        200,
      );
    });

    it('refuses before it reads the body', async () => {
      const answer = await api.inject({
        method: 'POST',
        url: '/api/v1/changes',
        payload: 'not json',
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.statusCode, 401);
    });

    it('does not start without a token', () => {
      assert.throws(() => createApi({ control, tokens: [], version: '0' }), /needs a token/);
    });
  });

  describe('health', () => {
    it('answers without a token', async () => {
      const answer = await api.inject({ method: 'GET', url: '/healthz' });
      assert.equal(answer.statusCode, 200);
      assert.deepEqual(answer.json(), control.healthy);
    });

    it('is 503 when a part does not answer', async () => {
      control.healthy = { ok: false, database: true, temporal: false, workers: false };
      const answer = await api.inject({ method: 'GET', url: '/healthz' });
      assert.equal(answer.statusCode, 503);
      assert.equal(answer.json().temporal, false);
    });
  });

  describe('answers', () => {
    it('may be neither cached, framed nor sniffed, and no other origin may read them', async () => {
      const { headers } = await ask('GET', '/api/v1/connectors', undefined, {
        origin: 'https://elsewhere.example',
      });
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['access-control-allow-origin'], undefined);
    });

    it('give dates as ISO 8601', async () => {
      control.allRuns = [run('r1')];
      assert.equal((await ask('GET', '/api/v1/runs/r1')).json().startedAt, '2026-02-03T04:05:06.000Z');
    });
  });

  describe('errors', () => {
    it('are 404 for what is unknown, in control’s words', async () => {
      const answer = await ask('GET', '/api/v1/connectors/nice');
      assert.equal(answer.status, 404);
      assert.deepEqual(answer.json(), {
        error: 'unknown',
        message: 'there is no connector nice; known: lyon',
        issues: [],
      });
    });

    it('are 400 with every issue for what is invalid', async () => {
      control.failures.set(
        'apply',
        new ControlError('invalid', 'two things', [{ path: 'connectors[0].id', message: 'no' }]),
      );
      const answer = await ask('POST', '/api/v1/connectors/apply', { connectors: [{}] });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json().issues, [{ path: 'connectors[0].id', message: 'no' }]);
    });

    it('are 503 with Retry-After while a part is away', async () => {
      control.failures.set(
        'pushNow',
        new ControlError('unavailable', 'Temporal does not answer: the changes are kept'),
      );
      const answer = await ask('POST', '/api/v1/connectors/lyon/push', { datasets: ['a'] });
      assert.equal(answer.status, 503);
      assert.equal(answer.headers['retry-after'], '5');
    });

    it('are 502 with the fault when the remote of a connector is in trouble', async () => {
      control.failures.set(
        'probe',
        new RemoteFault('unauthorised', 'lyon.example.org answered 403', { status: 403 }),
      );
      const answer = await ask('POST', '/api/v1/connectors/lyon/probe');
      assert.equal(answer.status, 502);
      assert.deepEqual(answer.json().fault, {
        kind: 'unauthorised',
        message: 'lyon.example.org answered 403',
        status: 403,
      });
    });

    it('that nobody expected are 500 with an id that the log has, and tell nothing else', async () => {
      control.failures.set('connectors', new Error('password=hunter2 at db:5432'));
      const answer = await ask('GET', '/api/v1/connectors');
      assert.equal(answer.status, 500);
      assert.doesNotMatch(answer.text, /hunter2|db:5432|stack/);
      assert.match(answer.json().id, /^[0-9a-f-]{36}$/);
      assert.ok(log.includes(answer.json().id));
      assert.ok(!log.includes(TOKEN));
    });

    it('name the field, the value and what is taken', async () => {
      const answer = await ask('GET', '/api/v1/datasets?limit=900');
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json().issues, [
        { path: 'limit', message: '"900" is not accepted: at most 500' },
      ]);
    });

    it('name an unknown field and what was meant', async () => {
      const body = await ask('POST', '/api/v1/changes', { datasets: ['a'], connector: ['lyon'] });
      assert.match(
        body.json().issues[0].message,
        /unknown field; did you mean "connectors"\? known here: datasets, connectors/,
      );
      const query = await ask('GET', '/api/v1/datasets?txt=water');
      assert.match(query.json().issues[0].message, /did you mean "text"\?/);
    });

    it('are 400 for what is no JSON, without a piece of it', async () => {
      const answer = await ask('POST', '/api/v1/changes', 'hunter2{', { 'content-type': 'application/json' });
      assert.equal(answer.status, 400);
      assert.doesNotMatch(answer.text, /hunter2/);
    });

    it('are 400 for keys that reach for prototypes', async () => {
      const answer = await ask('PATCH', '/api/v1/datasets/a', '{"dataset": {"__proto__": {"admin": true}}}', {
        'content-type': 'application/json',
      });
      assert.equal(answer.status, 400);
    });

    it('are 415 for other bodies than JSON', async () => {
      assert.equal(
        (
          await ask('POST', '/api/v1/changes', 'datasets=a', {
            'content-type': 'application/x-www-form-urlencoded',
          })
        ).status,
        415,
      );
    });

    it('are 413 beyond 8 MiB', async () => {
      const answer = await ask('POST', '/api/v1/changes', { datasets: ['x'.repeat(9 * 1024 * 1024)] });
      assert.equal(answer.status, 413);
      assert.equal(answer.json().error, 'tooLarge');
    });

    it('are 400 for an address that is badly encoded', async () => {
      const answer = await ask('GET', '/api/v1/datasets/%E0%A4%A');
      assert.equal(answer.status, 400);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    });

    it('are 404 for addresses that are not here', async () => {
      const answer = await ask('GET', '/api/v2/connectors');
      assert.equal(answer.status, 404);
      assert.match(answer.json().message, /openapi\.json/);
    });
  });

  describe('connectors', () => {
    it('are listed and got', async () => {
      assert.equal((await ask('GET', '/api/v1/connectors')).json().connectors[0].config.id, 'lyon');
      assert.equal((await ask('GET', '/api/v1/connectors/lyon')).json().push.latency.recent.written.p95, 900);
    });

    it('are planned without retiring others unless asked', async () => {
      control.plans = [
        { id: 'a', action: 'create', changes: [] },
        { id: 'b', action: 'retire', changes: [] },
      ];
      assert.deepEqual(
        (await ask('POST', '/api/v1/connectors/plan', { connectors: [{}] })).json().plan.length,
        1,
      );
      assert.deepEqual(
        (await ask('POST', '/api/v1/connectors/plan', { connectors: [{}], retireOthers: true })).json().plan
          .length,
        2,
      );
    });

    it('are applied as they were sent', async () => {
      const connectors = [{ id: 'a', anything: { at: ['all'] } }];
      await ask('POST', '/api/v1/connectors/apply', { connectors, retireOthers: true });
      assert.deepEqual(control.calls, [['apply', connectors, { retireOthers: true }]]);
    });

    it('pause and resume without a body', async () => {
      assert.equal((await ask('POST', '/api/v1/connectors/lyon/pause')).status, 204);
      assert.equal((await ask('POST', '/api/v1/connectors/lyon/resume')).status, 204);
      assert.deepEqual(control.calls, [
        ['pause', 'lyon'],
        ['resume', 'lyon'],
      ]);
    });

    it('retry all without a body, and some with one', async () => {
      assert.deepEqual((await ask('POST', '/api/v1/connectors/lyon/retry')).json(), { retried: 4 });
      assert.deepEqual(
        (await ask('POST', '/api/v1/connectors/lyon/retry', { datasets: ['a:1', 'b'] })).json(),
        { retried: 2 },
      );
      assert.deepEqual(control.calls[1], ['retry', 'lyon', ['a:1', 'b']]);
    });

    it('push some and answer with the outcomes, each dataset once', async () => {
      control.outcomes = [
        outcome('b', 'refused', {
          fault: { kind: 'refused', message: 'no', fields: [{ path: 'title', message: 'too long' }] },
        }),
      ];
      const { outcomes } = (
        await ask('POST', '/api/v1/connectors/lyon/push', { datasets: ['a', 'b', 'a'] })
      ).json();
      assert.deepEqual(
        outcomes.map((each: { outcome: string }) => each.outcome),
        ['pushed', 'refused'],
      );
      assert.deepEqual(outcomes[1].fault.fields, [{ path: 'title', message: 'too long' }]);
      assert.equal(
        (
          await ask('POST', '/api/v1/connectors/lyon/push', {
            datasets: Array.from({ length: 101 }, (_, i) => `d${i}`),
          })
        ).status,
        400,
      );
    });

    it('push all and harvest are accepted, not waited for', async () => {
      const pushed = await ask('POST', '/api/v1/connectors/lyon/push-all');
      assert.deepEqual([pushed.status, pushed.json()], [202, { datasets: 12 }]);
      const harvest = await ask('POST', '/api/v1/connectors/lyon/harvest');
      assert.deepEqual([harvest.status, harvest.json()], [202, { workflowId: 'harvest/lyon/r2' }]);
    });

    it('keep a secret and never show it', async () => {
      const stored = await ask('PUT', '/api/v1/connectors/lyon/secrets/apiKey', { secret: 'sesame' });
      assert.equal(stored.status, 204);
      assert.equal(control.secrets.get('lyon/apiKey'), 'sesame');
      const wrong = await ask('PUT', '/api/v1/connectors/lyon/secrets/apiKey', { secret: 123_454_321 });
      assert.equal(wrong.status, 400);
      assert.doesNotMatch(wrong.text, /123454321/);
    });

    it('show what waits and the timeline of a dataset with any id', async () => {
      control.outcomes = [outcome('lyon:eau.2024')];
      const answer = await ask(
        'GET',
        `/api/v1/connectors/lyon/datasets/${encodeURIComponent('lyon:eau.2024/1 é')}/timeline?limit=5`,
      );
      assert.equal(answer.status, 200);
      assert.deepEqual(control.calls, [['timeline', 'lyon', 'lyon:eau.2024/1 é', 5]]);
      assert.deepEqual((await ask('GET', '/api/v1/connectors/lyon/waiting')).json(), { waiting: [] });
    });
  });

  describe('changes', () => {
    it('are accepted once they are announced, each id once', async () => {
      const answer = await ask('POST', '/api/v1/changes', { datasets: ['a', 'b', 'a'] });
      assert.deepEqual([answer.status, answer.json()], [202, { accepted: 2 }]);
      assert.deepEqual(control.calls, [['announce', ['a', 'b'], undefined]]);
    });

    it('are not accepted when the announcement failed', async () => {
      control.failures.set('announce', new ControlError('unavailable', 'the database does not answer'));
      assert.equal((await ask('POST', '/api/v1/changes', { datasets: ['a'] })).status, 503);
    });

    it('take ten thousand ids, not one more, none too long and none with control characters', async () => {
      const ids = Array.from({ length: 10_000 }, (_, index) => `dataset-${index}`);
      assert.equal((await ask('POST', '/api/v1/changes', { datasets: ids })).status, 202);
      assert.equal((await ask('POST', '/api/v1/changes', { datasets: [...ids, 'more'] })).status, 400);
      for (const wrong of ['é'.repeat(257), 'a\u0000b', '', '..']) {
        const answer = await ask('POST', '/api/v1/changes', { datasets: ['good', wrong] });
        assert.equal(answer.status, 400);
        assert.equal(answer.json().issues[0].path, 'datasets[1]');
      }
    });
  });

  describe('datasets', () => {
    const title = { fr: 'Eau' };

    it('are made by PUT, with their id and kind filled in', async () => {
      const answer = await ask('PUT', '/api/v1/datasets/lyon:eau.1', {
        dataset: { title },
        visibility: 'public',
        owner: 'me',
      });
      assert.deepEqual(answer.json(), { id: 'lyon:eau.1', action: 'created', rev: 1 });
      assert.deepEqual((await ask('GET', '/api/v1/datasets/lyon%3Aeau.1')).json().dataset, {
        kind: 'dataset',
        id: 'lyon:eau.1',
        title,
      });
    });

    it('with a field that the model does not have are refused, at any depth', async () => {
      const answer = await ask('PUT', '/api/v1/datasets/a', {
        dataset: { title, descripton: title, distribution: [{ downloadUrl: ['https://x.example'] }] },
      });
      assert.equal(answer.status, 400);
      assert.deepEqual(
        answer.json().issues.map((issue: { path: string }) => issue.path),
        ['dataset.descripton', 'dataset.distribution[0].downloadUrl'],
      );
      assert.match(answer.json().issues[0].message, /did you mean "description"/);
      assert.match(answer.json().issues[1].message, /did you mean "downloadURL"/);
    });

    it('change by PATCH: objects merge, null takes away, the rest stays', async () => {
      await ask('PUT', '/api/v1/datasets/a', {
        dataset: { title: { fr: 'Eau', en: 'Water' }, version: '1', keyword: { fr: ['a'] } },
        visibility: 'private',
      });
      const answer = await ask('PATCH', '/api/v1/datasets/a', {
        dataset: { title: { en: null, de: 'Wasser' }, version: null },
      });
      assert.equal(answer.status, 200);
      const { dataset, visibility } = (await ask('GET', '/api/v1/datasets/a')).json();
      assert.deepEqual(dataset, {
        kind: 'dataset',
        id: 'a',
        title: { fr: 'Eau', de: 'Wasser' },
        keyword: { fr: ['a'] },
      });
      assert.equal(visibility, 'private');
    });

    it('are not changed to what is no dataset', async () => {
      await ask('PUT', '/api/v1/datasets/a', { dataset: { title } });
      const answer = await ask('PATCH', '/api/v1/datasets/a', {
        dataset: { title: { fr: null }, issued: 'yesterday' },
      });
      assert.equal(answer.status, 400);
      assert.deepEqual(
        answer.json().issues.map((issue: { path: string }) => issue.path),
        ['dataset.title', 'dataset.issued'],
      );
      assert.equal(control.entries.get('a')?.rev, 1);
    });

    it('keep every one of many changes made at once', async () => {
      await ask('PUT', '/api/v1/datasets/a', { dataset: { title } });
      const languages = Array.from({ length: 20 }, (_, index) => `x${String.fromCodePoint(97 + index)}`);
      await Promise.all(
        languages.map((language) =>
          ask('PATCH', '/api/v1/datasets/a', { dataset: { title: { [language]: language } } }),
        ),
      );
      assert.equal(Object.keys(control.entries.get('a')?.dataset.title ?? {}).length, 21);
    });

    it('are written many at once, or none when one is wrong', async () => {
      const good = await ask('POST', '/api/v1/datasets', {
        datasets: [
          { id: 'a', dataset: { title } },
          { id: 'b', dataset: { title } },
        ],
      });
      assert.equal(good.json().written.length, 2);
      const wrong = await ask('POST', '/api/v1/datasets', {
        datasets: [
          { id: 'c', dataset: { title } },
          { id: 'd', dataset: { title: 'Eau' } },
        ],
      });
      assert.equal(wrong.status, 400);
      assert.equal(wrong.json().issues[0].path, 'datasets[1].dataset.title');
      assert.ok(!control.entries.has('c'));
    });

    it('are listed page by page', async () => {
      for (const id of ['a', 'b', 'c']) await ask('PUT', `/api/v1/datasets/${id}`, { dataset: { title } });
      const first = (await ask('GET', '/api/v1/datasets?limit=2')).json();
      const second = (
        await ask('GET', `/api/v1/datasets?limit=2&cursor=${first.next}&harvestedBy=-&state=active&text=Eau`)
      ).json();
      assert.deepEqual(
        [...first.entries, ...second.entries].map((entry) => entry.id),
        ['a', 'b', 'c'],
      );
      assert.equal(second.next, undefined);
      assert.deepEqual(control.calls.at(-1), [
        'datasets',
        { cursor: 'b', limit: 2, filter: { text: 'Eau', state: 'active', harvestedBy: null } },
      ]);
    });

    it('are taken away, and have versions', async () => {
      await ask('PUT', '/api/v1/datasets/a', { dataset: { title } });
      assert.equal((await ask('GET', '/api/v1/datasets/a/versions')).json().versions[0].by, 'api');
      assert.equal((await ask('DELETE', '/api/v1/datasets/a')).status, 204);
      assert.equal(control.entries.get('a')?.state, 'deleted');
      assert.equal((await ask('DELETE', '/api/v1/datasets/nobody')).status, 404);
    });
  });

  describe('runs', () => {
    it('are listed, got, and show what was set aside', async () => {
      control.allRuns = [run('harvest/lyon/1')];
      control.aside = [{ remoteId: 'x', stage: 'map', field: 'title', value: '', reason: 'empty' }];
      assert.equal((await ask('GET', '/api/v1/runs?connector=lyon')).json().runs.length, 1);
      assert.equal((await ask('GET', '/api/v1/runs/harvest%2Flyon%2F1')).json().counts.received, 10);
      assert.deepEqual(
        (await ask('GET', '/api/v1/runs/harvest%2Flyon%2F1/set-aside')).json().setAside,
        control.aside,
      );
    });
  });

  describe('metrics', () => {
    it('show each connector as it is at the scrape', async () => {
      control.statuses.set(
        'nice',
        status('nice', {
          state: 'waiting',
          push: {
            outbox: {
              waiting: 5,
              deferred: 4,
              refused: 3,
              failed: 2,
              conflict: 1,
              oldest: new Date(1_000_000),
            },
            linked: 1,
            outcomes: {},
          },
        }),
      );
      const { text, headers } = await ask('GET', '/metrics');
      assert.match(String(headers['content-type']), /^text\/plain/);
      for (const line of [
        'navette_outbox_datasets{connector="nice",state="waiting"} 5',
        'navette_outbox_datasets{connector="nice",state="failed"} 2',
        'navette_outbox_oldest_timestamp_seconds{connector="nice"} 1000',
        'navette_oldest_unsynced_seconds{connector="lyon"} 0',
        'navette_push_latency_quantile_seconds{connector="lyon",until="written",quantile="0.95"} 0.9',
        'navette_push_latency_seconds_bucket{connector="lyon",le="0.1"} 0',
        'navette_push_latency_seconds_bucket{connector="lyon",le="0.25"} 2',
        'navette_push_latency_seconds_bucket{connector="lyon",le="5"} 3',
        'navette_push_latency_seconds_bucket{connector="lyon",le="+Inf"} 3',
        'navette_push_latency_seconds_sum{connector="lyon"} 1.8',
        'navette_push_latency_seconds_count{connector="lyon"} 3',
        'navette_push_verified_latency_seconds_count{connector="lyon"} 3',
        'navette_connector_state{connector="nice",state="waiting"} 1',
      ]) {
        assert.ok(text.includes(`${line}\n`), line);
      }
      const [, age = ''] = /navette_oldest_unsynced_seconds\{connector="nice"\} (\S+)/.exec(text) ?? [];
      assert.ok(Number(age) > 1_000_000_000, age);
      assert.match(text, /process_resident_memory_bytes \d+/);
    });
  });

  describe('description', () => {
    it('is OpenAPI 3.1 and knows every call, its token and its errors', async () => {
      const document = (await ask('GET', '/api/v1/openapi.json')).json();
      assert.equal(document.openapi, '3.1.0');
      const calls = Object.entries<Record<string, Wire>>(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      assert.deepEqual(calls.toSorted(), routes.toSorted());
      assert.ok(calls.includes('post /api/v1/connectors/apply'), calls.join('\n'));
      for (const [path, methods] of Object.entries<Record<string, Wire>>(document.paths)) {
        for (const [method, call] of Object.entries(methods)) {
          assert.ok(call.summary, `${method} ${path}`);
          const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
          const described = (call.parameters ?? [])
            .filter((each: Wire) => each.in === 'path')
            .map((each: Wire): string => each.name)
            .toSorted();
          assert.deepEqual(described, named, `${method} ${path}`);
          for (const answer of Object.values<Wire>(call.responses))
            assert.ok(answer.description !== undefined, `${method} ${path}`);
          if (path !== '/metrics')
            assert.ok(
              call.responses.default.content['application/json'].schema.properties.message,
              `${method} ${path}`,
            );
        }
      }
      assert.deepEqual(document.paths['/healthz'].get.security, []);
      const put = document.paths['/api/v1/datasets/{id}'].put.requestBody.content['application/json'].schema;
      assert.equal(put.properties.dataset.properties.title.type, 'object');
      assert.doesNotMatch(JSON.stringify(document), /"\$ref"/);
    });
  });
});
