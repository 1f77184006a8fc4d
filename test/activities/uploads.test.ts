import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, describe, it } from 'mocha';
import { uploadsFor, type Uploads, type UploadWork } from '../../activities/uploads.ts';
import { RemoteFault } from '../../src/faults.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import type { Distribution } from '../../src/model/distribution.ts';
import { closeAll, http, serve, type Loopback, type Seen } from '../http/loopback.ts';
import { database } from '../support/servers.ts';

const TEXT = 'a;b\n1;2\n';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

describe('the files of a dataset', () => {
  let ledger: Ledger;
  let datasets = 0;

  before(async () => {
    ledger = openLedger(await database(), { connections: 2 });
  });
  after(() => ledger.close());
  afterEach(closeAll);

  const work = (push: Partial<UploadWork['push']> = {}): UploadWork => ({
    db: ledger.db,
    http: http({ limits: { headersMs: 2_000, stallMs: 300 } }),
    connectorId: 'lyon',
    push: { uploadBytesMax: 1_000, uploadFormats: undefined, ...push },
  });
  const fresh = (): string => {
    datasets += 1;
    return `trees-${datasets}`;
  };
  const look = (
    id: string,
    distribution: Distribution[],
    push: Partial<UploadWork['push']> = {},
  ): Promise<Uploads> =>
    uploadsFor(work(push), { kind: 'dataset', id, title: { fr: 'Arbres' }, distribution });
  const source = (answer: (request: Seen, response: ServerResponse) => void): Promise<Loopback> =>
    serve(answer);

  async function textOf(uploads: Uploads, index = 0): Promise<string> {
    const file = uploads.files.get(index);
    assert.ok(file);
    await file.ready();
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.read()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  const faultOf = async (distribution: Distribution): Promise<RemoteFault> => {
    const error = await look(fresh(), [distribution]).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof RemoteFault, String(error));
    return error;
  };

  it('are read whole, with their digests', async () => {
    const { url } = await source((_, response) => response.end(TEXT));
    const uploads = await look(fresh(), [{ downloadURL: [`${url}/arbres.csv`] }]);
    const file = uploads.files.get(0);
    assert.deepEqual([file?.name, file?.length, file?.digests.sha1], ['arbres.csv', TEXT.length, sha1(TEXT)]);
    assert.equal(await textOf(uploads), TEXT);
    await uploads.close();
  });

  it('are not read again when their server says that nothing changed, until somebody needs the bytes', async () => {
    const id = fresh();
    const { url, seen } = await source(({ headers }, response) => {
      if (headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end(TEXT);
    });
    const distribution = [{ downloadURL: [`${url}/arbres.csv`] }];
    await (await look(id, distribution)).close();
    const uploads = await look(id, distribution);
    assert.deepEqual(
      [uploads.files.get(0)?.digests.sha1, seen.map(({ headers }) => headers['if-none-match'])],
      [sha1(TEXT), [undefined, '"v1"']],
    );
    assert.equal(await textOf(uploads), TEXT);
    assert.equal(seen.length, 3);
    await uploads.close();
  });

  it('are not even asked for when the dataset tells their checksum', async () => {
    const id = fresh();
    const { url, seen } = await source((_, response) => response.end(TEXT));
    const checksum = { algorithm: 'sha1', value: sha1(TEXT) };
    const distribution = [{ downloadURL: [`${url}/arbres.csv`], checksum }];
    await (await look(id, distribution)).close();
    await (await look(id, distribution)).close();
    assert.equal(seen.length, 1);
  });

  it('are read again when the dataset tells another checksum, whatever their server says', async () => {
    const id = fresh();
    let text = 'old\n';
    const { url } = await source(({ headers }, response) => {
      if (headers['if-modified-since'] !== undefined) response.writeHead(304).end();
      else response.writeHead(200, { 'last-modified': 'Sun, 01 Nov 2026 10:00:00 GMT' }).end(text);
    });
    const told = (): Distribution[] => [
      { downloadURL: [`${url}/arbres.csv`], checksum: { algorithm: 'sha1', value: sha1(text) } },
    ];
    await (await look(id, told())).close();
    text = 'new\n';
    const uploads = await look(id, told());
    assert.equal(uploads.files.get(0)?.digests.sha1, sha1('new\n'));
    await uploads.close();
  });

  it('stay links when they are too large, and that is told', async () => {
    const { url, seen } = await source((_, response) => response.end('x'.repeat(2_000)));
    const uploads = await look(fresh(), [
      { downloadURL: [`${url}/announced.csv`] },
      { downloadURL: [`${url}/said.csv`], byteSize: 5_000 },
      { downloadURL: ['ftp://data.example.org/arbres.csv'] },
    ]);
    assert.equal(uploads.files.size, 0);
    assert.deepEqual(
      uploads.losses.map(({ field, reason }) => [field, /uploadBytesMax|http and https/.test(reason)]),
      [
        ['distribution[1]', true],
        ['distribution[2]', true],
        ['distribution[0]', true],
      ],
    );
    assert.deepEqual(
      seen.map(({ path }) => path),
      ['/announced.csv'],
    );
  });

  it('are chosen by format', async () => {
    const { url, seen } = await source((_, response) => response.end(TEXT));
    const format = { code: 'CSV', method: 'code' as const, confidence: 1 };
    const uploads = await look(
      fresh(),
      [
        { downloadURL: [`${url}/raw`], format },
        { downloadURL: [`${url}/arbres.shp`] },
        { accessURL: [`${url}/page`] },
      ],
      { uploadFormats: ['csv'] },
    );
    assert.deepEqual([[...uploads.files.keys()], uploads.losses], [[0], []]);
    assert.equal(uploads.files.get(0)?.name, 'data.csv');
    assert.equal(seen.length, 1);
    await uploads.close();
  });

  it('have the name that their server tells where the address has none', async () => {
    const { url } = await source((_, response) =>
      response
        .writeHead(200, { 'content-disposition': 'attachment; filename="../Arbres 2026.csv"' })
        .end(TEXT),
    );
    const uploads = await look(fresh(), [{ downloadURL: [`${url}/raw`] }]);
    assert.equal(uploads.files.get(0)?.name, 'Arbres-2026.csv');
    await uploads.close();
  });

  const troubles: Record<
    string,
    [Partial<Distribution>, (request: Seen, response: ServerResponse) => void, RegExp]
  > = {
    'a file that is gone': [
      {},
      (_, response) => response.writeHead(404).end(),
      /arbres\.csv cannot be read: .* answered 404/,
    ],
    'a server that is down': [{}, (_, response) => response.writeHead(503).end(), /answered 503/],
    'a file that breaks off': [
      {},
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('half');
        setTimeout(() => response.destroy(), 20);
      },
      /cut its answer/,
    ],
    'a file that stalls': [
      {},
      (_, response) => response.writeHead(200).write('half'),
      /sent nothing for 0\.3 s/,
    ],
    'a file of another length than the dataset says': [
      { byteSize: 7 },
      (_, response) => response.end(TEXT),
      /has 8 bytes where the dataset says 7$/,
    ],
    'a file of another checksum than the dataset says': [
      { checksum: { algorithm: 'SHA-256', value: 'ab'.repeat(32) } },
      (_, response) => response.end(TEXT),
      /has another sha256 than the dataset says$/,
    ],
  };
  for (const [fact, [more, answer, message]] of Object.entries(troubles)) {
    it(`make ${fact} a fault of the dataset alone`, async () => {
      const { url } = await source(answer);
      const fault = await faultOf({ downloadURL: [`${url}/arbres.csv`], ...more });
      assert.deepEqual([fault.kind, fault.scope, fault.retryable], ['source', 'dataset', true]);
      assert.match(fault.message, message);
    });
  }

  it('make an address that may not be called a fault of the dataset alone', async () => {
    const fault = await faultOf({ downloadURL: ['http://169.254.169.254/latest'] });
    assert.deepEqual([fault.kind, fault.scope], ['source', 'dataset']);
  });

  it('that change between the look and the sending are not sent', async () => {
    const id = fresh();
    let text = 'old\n';
    const { url } = await source(({ headers }, response) => {
      if (headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end(text);
    });
    const distribution = [{ downloadURL: [`${url}/arbres.csv`] }];
    await (await look(id, distribution)).close();
    const uploads = await look(id, distribution);
    text = 'new\n';
    await assert.rejects(
      uploads.files.get(0)?.ready() ?? Promise.resolve(),
      /changed while it was being pushed/,
    );
    await uploads.close();
  });
});
