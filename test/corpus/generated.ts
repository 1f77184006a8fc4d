import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';

/** Inputs too large for a file. Each gives the text of one page with the record `neighbour` beside the odd one. */
const NEIGHBOUR = { id: 'neighbour', name: 'neighbour', title: 'Arbres', resources: [] };

export function pageOf(as: 'udata' | 'ckan', records: readonly unknown[], total = records.length): string {
  return as === 'udata'
    ? JSON.stringify({ data: records, page: 1, page_size: 50, total, next_page: null, previous_page: null })
    : JSON.stringify({ success: true, result: { count: total, results: records } });
}

function beside(as: 'udata' | 'ckan', record: Record<string, unknown>): string {
  return pageOf(as, [{ id: 'a', name: 'a', title: 'Arbres', resources: [], ...record }, NEIGHBOUR]);
}

/** A number of 200,000 digits where a size belongs. */
export function longNumber(as: 'udata' | 'ckan'): string {
  const resource = { id: 'r-1', title: 'Table', name: 'Table', url: 'https://data.example.org/a.csv', filesize: '@', size: '@' };
  return beside(as, { resources: [resource] }).replaceAll('"@"', '9'.repeat(200_000));
}

/** Lists within lists, in the place where anything is kept. */
export function nested(as: 'udata' | 'ckan', levels: number): string {
  const extras = as === 'udata' ? { deep: '@' } : [{ key: 'deep', value: '@' }];
  return beside(as, { extras }).replace('"@"', '['.repeat(levels) + ']'.repeat(levels));
}

/** As many tags as one record of an American agency had. */
export function manyTags(as: 'udata' | 'ckan'): string {
  const names = Array.from({ length: 34_866 }, (_, index) => `station de mesure ${index}`);
  return beside(as, { tags: as === 'udata' ? names : names.map((name) => ({ name })) });
}

/** With ids, or with an empty one each. */
export function manyResources(as: 'udata' | 'ckan', length: number, prefix: '' | 'r'): string {
  const resources = Array.from({ length }, (_, index) => ({
    id: prefix === '' ? '' : `r-${index}`, title: `Table ${index}`, name: `Table ${index}`, format: 'csv', url: `https://data.example.org/${index}.csv`, filetype: 'remote', type: 'main',
  }));
  return beside(as, { resources });
}

export function longDescription(as: 'udata' | 'ckan'): string {
  const text = 'Une description qui ne finit pas. '.repeat(150_000);
  return beside(as, { description: text, notes: text });
}

/** A page far beyond what was asked for, of next to nothing. */
export function manyEmpty(as: 'udata' | 'ckan'): string {
  return pageOf(as, [...Array.from({ length: 20_000 }, () => ({})), NEIGHBOUR]);
}

/** Some 64 KB on the wire, 64 MiB of JSON. */
export function bomb(): Buffer {
  return gzipSync(Buffer.concat([Buffer.from('{"data":['), Buffer.alloc(64 * 1024 * 1024, ' '), Buffer.from(']}')]), { level: 1 });
}

const CHUNK = Buffer.alloc(256 * 1024, 'a');

/** One string that goes on until the caller hangs up, at most 300 MiB. */
export async function endless(response: ServerResponse): Promise<void> {
  const closed = new Promise((resolve) => response.once('close', resolve));
  response.write('{"data":[{"id":"a","title":"');
  for (let chunk = 0; chunk < 1_200 && !response.destroyed; chunk += 1) {
    if (!response.write(CHUNK)) await Promise.race([closed, new Promise((resolve) => response.once('drain', resolve))]);
  }
  response.end('"}]}');
}

/** A byte now and then, so that the line is never silent for long. */
export async function trickle(response: ServerResponse): Promise<void> {
  for (const byte of pageOf('udata', [NEIGHBOUR])) {
    if (response.destroyed) return;
    response.write(byte);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  response.end();
}
