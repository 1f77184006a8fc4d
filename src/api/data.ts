import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { contentDisposition } from './disposition.ts';
import { rangeIn } from './range.ts';
import { DataFile, DatasetId } from './shapes.ts';

const tags = ['data'];
const DISTRIBUTION_LENGTH_MAX = 512;

/** The data that is kept here, file by file. Whoever may read a dataset may read its data. */
export function dataRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/datasets/:id/data',
    {
      schema: {
        tags,
        summary: 'Files that are kept of a dataset',
        params: z.object({ id: DatasetId }),
        response: { 200: z.object({ files: z.array(DataFile) }) },
      },
    },
    async ({ params }) => ({ files: await control.dataFiles(params.id) }),
  );

  api.get(
    '/api/v1/datasets/:id/data/:distribution',
    {
      schema: {
        tags,
        summary: 'One file, or the part of it that Range asks for',
        params: z.object({ id: DatasetId, distribution: z.string().min(1).max(DISTRIBUTION_LENGTH_MAX) }),
        response: {
          200: z.unknown().describe('the bytes of the file'),
          206: z.unknown().describe('the bytes that Range asks for'),
          304: z.unknown().describe('the same as If-None-Match names'),
          416: z.unknown().describe('the file has no such part'),
        },
      },
    },
    async (request, reply) => {
      const { id, distribution } = request.params;
      const { file, content } = await control.data(id, distribution);
      const etag = `"${file.sha256}"`;
      void reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'last-modified': file.at.toUTCString(),
        'content-type': file.compressFormat ?? file.mediaType,
        'content-disposition': contentDisposition(file.name),
        // What it is called is known; what it holds is a stranger's.
        'content-security-policy': "default-src 'none'; sandbox",
      });
      const { headers } = request;
      if (namesTag(headers['if-none-match'], etag)) return reply.code(304).send();
      const asked =
        headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;
      const range = rangeIn(asked, file.bytes);
      if (range === 'beyond')
        return reply
          .code(416)
          .header('content-range', `bytes */${file.bytes}`)
          .type('application/json; charset=utf-8')
          .send({
            error: 'invalid',
            message: `Range: ${asked ?? ''} is beyond the ${file.bytes} bytes of this file`,
            issues: [],
          });
      const length = range === undefined ? file.bytes : range.end - range.start + 1;
      void reply.header('content-length', length);
      if (range !== undefined)
        void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`);
      // An empty stream: an empty body would be taken for the file's length.
      if (request.method === 'HEAD') return reply.send(Readable.from([]));
      const stream = content(range);
      // A reader that goes away lets go of the file.
      reply.raw.once('close', () => stream.destroy());
      return reply.send(stream);
    },
  );
}

function namesTag(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined &&
    header.split(',').some((one) => [etag, '*'].includes(one.trim().replace(/^W\//, '')))
  );
}
