import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import type { PutFile, PutRequest, PutResult } from '../../src/adapters/adapter.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { ProxiedRequest } from '../support/fault-proxy.ts';
import type { Bench, OnBench, ShownResource } from './remote.ts';
import { richSample } from './samples.ts';

interface TestFile extends PutFile {
  bytes: Buffer;
  asked: { ready: number; read: number };
}

/** A file as whoever drives an adapter hands it over. */
export function fileOf(text: string, name = 'lignes.csv'): TestFile {
  const bytes = Buffer.from(text);
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  const asked = { ready: 0, read: 0 };
  return {
    name,
    mediaType: 'text/csv',
    length: bytes.length,
    digests: { sha256: digest('sha256'), sha1: digest('sha1'), md5: digest('md5') },
    bytes,
    asked,
    ready: () => {
      asked.ready += 1;
      return Promise.resolve();
    },
    async *read(start = 0, end = bytes.length) {
      asked.read += 1;
      for (let at = start; at < end; at += 65_536) {
        yield await Promise.resolve(bytes.subarray(at, Math.min(end, at + 65_536)));
      }
    },
  };
}

/** More than goes in one part. */
const LARGE = 'arbre;espèce;hauteur\n'.repeat(120_000);

const with0 = (file: PutFile): Partial<PutRequest> => ({ files: new Map([[0, file]]) });

export function isUpload({ headers }: ProxiedRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('multipart/form-data');
}

/** What the remote serves under the title of the uploaded distribution. */
async function served<S>(
  bench: Bench<S>,
  remoteId: string,
  title = 'Lignes',
): Promise<{ resource: ShownResource; bytes: Buffer }> {
  const found = (await bench.remote.resources(remoteId)).filter((one) => one.title === title);
  assert.equal(found.length, 1, `${found.length} resources are called ${title}`);
  const [resource] = found;
  assert.ok(resource);
  const answer = await fetch(resource.url);
  assert.equal(answer.status, 200, resource.url);
  return { resource, bytes: Buffer.from(await answer.arrayBuffer()) };
}

async function persistently<S>(
  bench: Bench<S>,
  dataset: Dataset,
  more: Partial<PutRequest>,
): Promise<PutResult> {
  let known: Partial<PutRequest> = {};
  for (let tries = 0; tries < 4; tries += 1) {
    try {
      return await bench.put(dataset, {
        ...more,
        ...known,
        created: (remoteId) => {
          known = { remoteId };
          return Promise.resolve();
        },
      });
    } catch (error) {
      assert.ok(error instanceof RemoteFault && error.retryable, String(error));
    }
  }
  throw new Error('four tries were not enough');
}

export function promiseUploads<S>(on: OnBench<S>): void {
  describe('13. put with a file', () => {
    it('uploads it once, beside the links, and serves it', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const file = fileOf('a;b\n1;2\n');
      const { action, remoteId, distributionIds } = await bench.put(dataset, with0(file));
      const { resource, bytes } = await served(bench, remoteId);
      assert.equal(action, 'created');
      assert.ok(bytes.equals(file.bytes));
      assert.equal(distributionIds['lignes'], resource.id);
      assert.equal((await bench.remote.resources(remoteId)).length, 2);
      assert.equal(bench.proxy.requests.filter(isUpload).length, 1);
    });

    it('uploads a large one whole', async () => {
      const bench = on();
      const file = fileOf(LARGE);
      const { remoteId } = await bench.put(bench.named(richSample()), with0(file));
      assert.ok((await served(bench, remoteId)).bytes.equals(file.bytes));
    });

    it('sends nothing the second time, whatever is known', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('a;b\n')));
      bench.proxy.reset();
      const again = fileOf('a;b\n');
      const known = await bench.again(dataset, first, with0(again));
      const forgotten = await bench.put(dataset, { ...with0(again), remoteId: first.remoteId });
      assert.deepEqual([known.action, forgotten.action], ['unchanged', 'unchanged']);
      assert.deepEqual(bench.writes(), []);
      assert.deepEqual(again.asked, { ready: 0, read: 0 });
    });

    it('puts new bytes in the place of the old ones, under the same id', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('old\n')));
      const fresh = fileOf('new and longer\n');
      const second = await bench.again(dataset, first, with0(fresh));
      const { resource, bytes } = await served(bench, first.remoteId);
      assert.equal(second.action, 'updated');
      assert.equal(resource.id, first.distributionIds['lignes']);
      assert.ok(bytes.equals(fresh.bytes));
      bench.proxy.reset();
      assert.equal((await bench.again(dataset, second, with0(fresh))).action, 'unchanged');
    });

    it('changes words without sending the bytes again', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const file = fileOf('a;b\n');
      const first = await bench.put(dataset, with0(file));
      bench.proxy.reset();
      const [csv, ...others] = dataset.distribution ?? [];
      assert.ok(csv);
      const renamed = { ...dataset, distribution: [{ ...csv, title: { fr: 'Renommé' } }, ...others] };
      await bench.again(renamed, first, with0(file));
      const { resource, bytes } = await served(bench, first.remoteId, 'Renommé');
      assert.equal(resource.id, first.distributionIds['lignes']);
      assert.ok(bytes.equals(file.bytes));
      assert.deepEqual(bench.proxy.requests.filter(isUpload), []);
    });

    it('takes the file away with its distribution, and leaves the others', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('a;b\n')));
      const { resource } = await served(bench, first.remoteId);
      await bench.again({ ...dataset, distribution: (dataset.distribution ?? []).slice(1) }, first);
      assert.deepEqual(
        (await bench.remote.resources(first.remoteId)).map(({ title }) => title),
        ['Carte'],
      );
      assert.notEqual((await fetch(resource.url)).status, 200);
    });

    it('goes from links to files and back', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const linked = await bench.put(dataset);
      const file = fileOf('a;b\n');
      const hosted = await bench.again(dataset, linked, with0(file));
      assert.ok((await served(bench, linked.remoteId)).bytes.equals(file.bytes));
      assert.equal((await bench.remote.resources(linked.remoteId)).length, 2);
      const back = await bench.again(dataset, hosted);
      const shown = await bench.remote.resources(linked.remoteId);
      assert.deepEqual(shown.map(({ title, url }) => `${title} ${url}`).sort(), [
        'Carte https://data.example.org/carte',
        'Lignes https://data.example.org/lignes.csv',
      ]);
      bench.proxy.reset();
      assert.equal((await bench.again(dataset, back)).action, 'unchanged');
      assert.deepEqual(bench.writes(), []);
    });

    it('keeps files of somebody else', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('a;b\n')));
      await bench.remote.addResource(first.remoteId, {
        title: 'Étranger',
        url: 'https://elsewhere.example.org/x.csv',
      });
      await bench.again(dataset, first, with0(fileOf('c;d\n')));
      await bench.again(dataset, first);
      const titles = (await bench.remote.resources(first.remoteId)).map(({ title }) => title);
      assert.deepEqual(titles.sort(), ['Carte', 'Lignes', 'Étranger']);
    });

    for (const [fact, action] of [
      ['when the answer to the upload is lost', 'lose'],
      ['when the answer to the upload is cut', 'half'],
      ['when the upload never arrives', 'cut'],
    ] as const) {
      for (const [how, text] of [
        ['small', 'a;b\n'],
        ['large', LARGE],
      ] as const) {
        it(`makes one resource ${fact} (${how})`, async () => {
          const bench = on();
          const dataset = bench.named(richSample());
          const file = fileOf(text);
          const hits = bench.proxy.add({
            // Of a file in parts the last request is the one that makes the resource.
            matches: (request) => isUpload(request) && isLastOf(request),
            times: 1,
            action,
          });
          const { remoteId } = await persistently(bench, dataset, with0(file));
          assert.equal(hits(), 1);
          assert.ok((await served(bench, remoteId)).bytes.equals(file.bytes));
          assert.equal((await bench.remote.resources(remoteId)).length, 2);
        });
      }
    }

    it('leaves the remote as it was when the file cannot be had', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const broken = {
        ...fileOf('a;b\n'),
        ready: () => Promise.reject(new RemoteFault('source', 'the file broke off')),
      };
      await assert.rejects(bench.put(dataset, with0(broken)), /the file broke off/);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
      const first = await bench.put(dataset, with0(fileOf('old\n')));
      bench.proxy.reset();
      const changed = { ...dataset, description: { fr: 'Changé.' } };
      const next = { ...fileOf('new\n'), ready: broken.ready };
      await assert.rejects(bench.again(changed, first, with0(next)), /the file broke off/);
      assert.deepEqual(bench.writes(), []);
    });

    it('asks the guard before each part', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('old\n')));
      bench.proxy.reset();
      const fenced = { guard: () => Promise.reject(new Error('fenced off')) };
      await assert.rejects(bench.again(dataset, first, { ...with0(fileOf(LARGE)), ...fenced }), /fenced off/);
      assert.deepEqual(bench.writes(), []);
    });

    it('stops when it is aborted between two requests', async () => {
      const bench = on();
      const dataset = bench.named(richSample());
      const first = await bench.put(dataset, with0(fileOf('old\n')));
      const abort = new AbortController();
      bench.proxy.reset();
      const session = bench.session({ signal: abort.signal });
      const { request } = bench.asking(dataset, {
        remoteId: first.remoteId,
        base: first.base,
        distributionIds: first.distributionIds,
        ...with0(fileOf(LARGE)),
        guard: () => {
          abort.abort(new Error('shutting down'));
          return Promise.resolve();
        },
      });
      await assert.rejects(bench.adapter.put?.(session, request) ?? Promise.resolve(), /shutting down/);
      assert.ok((await served(bench, first.remoteId)).bytes.equals(Buffer.from('old\n')));
    });
  });
}

function isLastOf({ body }: ProxiedRequest): boolean {
  return !body.includes('name="partindex"');
}
