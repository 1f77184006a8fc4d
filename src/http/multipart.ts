import { randomUUID } from 'node:crypto';
import type { HttpRequest, OutgoingBody } from './http.ts';

/** A file within a form. */
export interface FormFile extends OutgoingBody {
  field: string;
  /** What the other side takes for the file's name. */
  name: string;
  mediaType: string;
}

/** A form of texts and at most one file, sent as it is read: the file is never held whole. */
export function multipart(
  fields: Readonly<Record<string, string | number>>,
  file?: FormFile,
): Pick<HttpRequest, 'body'> & { contentType: string } {
  const boundary = `navette-${randomUUID()}`;
  let text = '';
  for (const [name, value] of Object.entries(fields)) {
    text += `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`;
  }
  if (file !== undefined) {
    const { field, name, mediaType } = file;
    text += `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(field)}"; filename="${quoted(name)}"\r\n`;
    text += `content-type: ${mediaType.replace(/[\r\n]/g, '')}\r\n\r\n`;
  }
  const head = Buffer.from(text);
  const tail = Buffer.from(`${file === undefined ? '' : '\r\n'}--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: {
      length: head.length + (file?.length ?? 0) + tail.length,
      async *read() {
        yield head;
        if (file !== undefined) yield* file.read();
        yield tail;
      },
    },
  };
}

/** As browsers write them: the three characters that would end the value are escaped. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
