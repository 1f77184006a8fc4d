import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createApi, type Api } from '../../src/api/api.ts';
import { contentDisposition } from '../../src/api/disposition.ts';
import { rangeIn } from '../../src/api/range.ts';
import { ControlDouble, T0 } from './control-double.ts';

const TOKEN = 'a-token-for-the-tests';
const BYTES = Buffer.from('name,height\noak,12\n');
const SHA256 = 'ab'.repeat(32);

describe('data through the API', () => {
  let control: ControlDouble;
  let api: Api;
  beforeEach(() => {
    control = new ControlDouble();
    control.content = BYTES;
    control.files = [
      {
        datasetId: 'trees',
        distribution: 'https://x.example/a?b=c',
        version: 2,
        sha256: SHA256,
        bytes: BYTES.length,
        mediaType: 'text/csv',
        format: 'csv',
        name: 'trees.csv',
        at: T0,
      },
    ];
    api = createApi({ control, tokens: [TOKEN] });
  });
  afterEach(() => api.close());

  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    api.inject({
      method,
      url: `/api/v1/datasets/trees/data/${encodeURIComponent('https://x.example/a?b=c')}`,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    });

  it('gives the file with its type, name, length and tag', async () => {
    const { statusCode, headers, body } = await get();
    assert.deepEqual([statusCode, body], [200, BYTES.toString()]);
    assert.deepEqual(
      [headers['content-type'], headers['content-length'], headers.etag, headers['content-disposition']],
      [
        'text/csv',
        String(BYTES.length),
        `"${SHA256}"`,
        `attachment; filename="trees.csv"; filename*=UTF-8''trees.csv`,
      ],
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  it('gives a part, and the whole when the version that the part is of is another', async () => {
    const part = await get({ range: 'bytes=5-10' });
    assert.deepEqual(
      [part.statusCode, part.body, part.headers['content-range']],
      [206, 'height', `bytes 5-10/${BYTES.length}`],
    );
    assert.equal((await get({ range: 'bytes=5-10', 'if-range': `"${SHA256}"` })).statusCode, 206);
    assert.equal((await get({ range: 'bytes=5-10', 'if-range': '"other"' })).statusCode, 200);
    const beyond = await get({ range: 'bytes=99-' });
    assert.deepEqual([beyond.statusCode, beyond.headers['content-range']], [416, `bytes */${BYTES.length}`]);
  });

  it('says that nothing changed, and tells about a file without it', async () => {
    assert.equal((await get({ 'if-none-match': `"x", "${SHA256}"` })).statusCode, 304);
    const { statusCode, headers, body } = await get({}, 'HEAD');
    assert.deepEqual([statusCode, headers['content-length'], body], [200, String(BYTES.length), '']);
  });

  it('lists what is kept, and needs a token as every other read', async () => {
    const { files } = (
      await api.inject({ url: '/api/v1/datasets/trees/data', headers: { authorization: `Bearer ${TOKEN}` } })
    ).json<{ files: { name: string }[] }>();
    assert.deepEqual(
      files.map(({ name }) => name),
      ['trees.csv'],
    );
    assert.equal((await api.inject({ url: '/api/v1/datasets/trees/data' })).statusCode, 401);
  });
});

describe('the part that a Range header asks for', () => {
  const cases: [header: string | undefined, found: ReturnType<typeof rangeIn>][] = [
    [undefined, undefined],
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=100-', 'beyond'],
    ['bytes=-0', 'beyond'],
    ['bytes=20-10', undefined],
    ['bytes=0-1,5-6', undefined],
    ['rows=0-1', undefined],
    ['bytes=-', undefined],
  ];
  for (const [header, found] of cases)
    it(`${header ?? 'nothing'}: ${JSON.stringify(found) ?? 'the whole'}`, () =>
      assert.deepEqual(rangeIn(header, 100), found));
});

describe('what a file is called when it is saved', () => {
  const cases: [name: string, ascii: string][] = [
    ['../../etc/passwd', '-..-etc-passwd'],
    ['C:\\x.csv', 'C--x.csv'],
    ['a\u0000b\r\nSet-Cookie: x.csv', 'abSet-Cookie- x.csv'],
    ['évil";x.csv', '_vil-_x.csv'],
    ['a\u202egnp.csv', 'agnp.csv'],
    ['...', 'data'],
    ['\ud800.csv', '_.csv'],
  ];
  for (const [name, ascii] of cases)
    it(JSON.stringify(name), () => {
      const [, shown, encoded = ''] =
        /^attachment; filename="([^"]*)"; filename\*=UTF-8''([\w%!&.~#$+^`|-]*)$/.exec(
          contentDisposition(name),
        ) ?? [];
      assert.equal(shown, ascii);
      assert.doesNotMatch(decodeURIComponent(encoded), /[\\/"\r\n]/);
    });
  it('is not too long', () => assert.ok(contentDisposition(`${'x'.repeat(400)}.csv`).length < 400));
});
