import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { httpDate } from './lines.ts';
import { Refusal } from './refusal.ts';

export interface Served {
  name: string;
  mimetype: string | undefined;
  bytes: Buffer;
  /** When the file came. */
  date: string;
  disposition: 'attachment' | 'inline';
}

/**
 * A file, whole or the part that `Range` asks for. There is no ETag, and `If-Range` is passed over: whoever goes on with
 * half a file may get the other half of another.
 */
export function fileReply(
  { request }: Context,
  { name, mimetype, bytes, date, disposition }: Served,
): PortalReply {
  const lastModified = httpDate(date);
  const dated = { 'last-modified': lastModified };
  if (request.headers['if-modified-since'] === lastModified) return { status: 304, headers: dated };
  const range = rangeOf(request.headers.range, bytes.length);
  if (range === undefined)
    return {
      status: 200,
      headers: {
        ...dated,
        ...(mimetype !== undefined && { 'content-type': mimetype }),
        'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
      },
      bytes,
    };
  const [first, last] = range;
  return {
    status: 206,
    headers: {
      ...dated,
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${first}-${last}/${bytes.length}`,
    },
    bytes: bytes.subarray(first, last + 1),
  };
}

/** First and last byte of a single range; several at once are not served in parts. */
function rangeOf(header: string | undefined, size: number): [first: number, last: number] | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last) throw new Refusal(416, 'Range Not Satisfiable');
  return [first, last];
}
