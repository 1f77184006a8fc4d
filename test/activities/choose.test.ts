import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { choose, distributionKey } from '../../activities/import/choose.ts';
import { DataConfig } from '../../src/config/connector.ts';
import type { Distribution } from '../../src/model/distribution.ts';

const format = (code: string): Distribution['format'] => ({ code, raw: code, method: 'code', confidence: 1 });
const file = (id: string, code: string, more: Partial<Distribution> = {}): Distribution => ({
  id,
  downloadURL: [`https://data.example.org/${id}`],
  format: format(code),
  ...more,
});
const chosen = (distribution: Distribution[], data: object = {}, table?: string): string[] => [
  ...choose(
    { kind: 'dataset', id: 'd', title: { fr: 'd' }, distribution },
    DataConfig.parse(data),
    () => table,
  ).keys(),
];

describe('which files of a dataset are wanted', () => {
  it('is the first format that is preferred', () => {
    assert.deepEqual(chosen([file('x', 'xlsx'), file('j', 'json'), file('c', 'csv')]), ['c']);
    assert.deepEqual(chosen([file('c', 'csv'), file('j', 'json')], { formats: ['json', 'csv'] }), ['j']);
  });

  it('is the newest of several alike, and one that fits before one that does not', () => {
    const old = file('old', 'csv', { modified: '2024-01-01' });
    const now = file('new', 'csv', { modified: '2026-01-01' });
    assert.deepEqual(chosen([old, now]), ['new']);
    assert.deepEqual(chosen([file('large', 'csv', { byteSize: 5e9 }), file('small', 'json')]), ['small']);
  });

  it('is the plain file before the packed one', () => {
    const packed = file('packed', 'csv', { compressFormat: 'application/gzip' });
    assert.deepEqual(chosen([packed, file('plain', 'csv')]), ['plain']);
    assert.deepEqual(chosen([packed, file('j', 'json')]), ['packed']);
  });

  it('is none in a format that nobody asked for, of a service, or at an address that is no file', () => {
    const ftp = file('ftp', 'csv', { downloadURL: ['ftp://data.example.org/x.csv'] });
    const page = {
      ...file('page', 'csv'),
      downloadURL: undefined,
      accessURL: ['https://data.example.org/page'],
    };
    assert.deepEqual(chosen([file('p', 'pdf'), file('w', 'wms'), ftp, page as unknown as Distribution]), []);
  });

  it('is everything in one of the formats when all are asked for', () => {
    assert.deepEqual(chosen([file('j', 'json'), file('p', 'pdf'), file('c', 'csv')], { all: true }), [
      'c',
      'j',
    ]);
  });

  it('is a table where there is no file, or where tables are preferred', () => {
    const only: Distribution = { id: 't', format: format('xls') };
    assert.deepEqual(chosen([only], {}, 'table-1'), ['t']);
    assert.deepEqual(chosen([only], { table: 'never' }, 'table-1'), []);
    const both = choose(
      { kind: 'dataset', id: 'd', title: { fr: 'd' }, distribution: [file('c', 'csv')] },
      DataConfig.parse({ table: 'prefer' }),
      () => 'table-1',
    );
    assert.deepEqual(
      [...both.values()].map(({ first, table, url }) => [first, table, url]),
      [['table', 'table-1', 'https://data.example.org/c']],
    );
  });

  it('tells two with one id apart by nothing: the first counts', () => {
    assert.deepEqual(chosen([file('c', 'csv'), file('c', 'json')], { all: true }), ['c']);
  });
});

describe('what a distribution is called', () => {
  it('is its id, its address, or what is known of it; short and harmless', () => {
    assert.equal(distributionKey({ id: 'r1' }), 'r1');
    assert.equal(distributionKey({ downloadURL: ['https://x.example/a.csv'] }), 'https://x.example/a.csv');
    assert.match(distributionKey({ id: 'x'.repeat(300) }), /^sha256:[\w-]{43}$/);
    for (const id of ['a\u0000b', '..', 'a\u202eb']) assert.match(distributionKey({ id }), /^sha256:/);
    assert.notEqual(distributionKey({ title: { fr: 'a' } }), distributionKey({ title: { fr: 'b' } }));
  });
});
