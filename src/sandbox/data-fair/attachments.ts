import { isObject, listOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { fileReply } from './file-reply.ts';
import { mimetypeOf } from './files.ts';
import { existing } from './find.ts';
import { checkQuota } from './limits.ts';
import { readable } from './lines.ts';
import { Refusal, invalid, loginNeeded, notFound } from './refusal.ts';
import type { Dataset } from './state.ts';

const REMOTE_DEADLINE_MS = 10_000;

/** Keeps the file of an attachment; nothing shows it before a PATCH names it. */
export function uploadAttachment(context: Context, reference: string): PortalReply {
  const dataset = editable(context, reference, 'postMetadataAttachment');
  checkQuota(context.state, dataset.owner, context.measured(), false);
  const upload = context.request.form?.files['attachment'];
  if (upload === undefined) throw invalid('attachment: a file is expected');
  const { name, bytes } = upload;
  if (bytes.length > context.state.switches.attachmentBytesMax) throw new Refusal(413, 'File too large');
  const updatedAt = context.now();
  const mimetype = mimetypeOf(name) ?? 'application/octet-stream';
  context.state.files.set(attachmentKey(dataset, name), bytes);
  context.state.datasets.set(dataset.id, { ...dataset, _files: { ...dataset._files, [name]: updatedAt } });
  return context.reply(200, { name, size: bytes.length, mimetype, updatedAt }, { applied: dataset.id });
}

/** An attachment's file; one that is elsewhere is fetched from there. */
export function readAttachment(
  context: Context,
  reference: string,
  name: string,
): PortalReply | Promise<PortalReply> {
  const dataset = readable(context, reference, 'downloadMetadataAttachment');
  const remote = listOf(dataset['attachments']).find(
    (one) => isObject(one) && one['type'] === 'remoteFile' && one['name'] === name,
  );
  if (isObject(remote) && typeof remote['targetUrl'] === 'string') return fetched(remote['targetUrl'], name);
  const bytes = context.state.files.get(attachmentKey(dataset, name));
  if (bytes === undefined) throw notFound('Fichier non trouvé');
  const date = dataset._files?.[name] ?? dataset.updatedAt;
  return fileReply(context, { name, mimetype: mimetypeOf(name), bytes, date, disposition: 'inline' });
}

export function deleteAttachment(context: Context, reference: string, name: string): PortalReply {
  const dataset = editable(context, reference, 'deleteMetadataAttachment');
  context.state.files.delete(attachmentKey(dataset, name));
  return { status: 204, applied: dataset.id };
}

async function fetched(url: string, name: string): Promise<PortalReply> {
  const failed = (message: string): PortalReply => ({
    status: 502,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `Échec de téléchargement du fichier : ${message}`,
  });
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(REMOTE_DEADLINE_MS) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.status !== 200) return failed(String(answer.status));
    return {
      status: 200,
      headers: { 'content-type': mimetypeOf(name) ?? 'application/octet-stream' },
      bytes,
    };
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'unreachable');
  }
}

function editable(context: Context, reference: string, operation: string): Dataset {
  const dataset = existing(context, reference);
  context.authenticate('datasets', 'datasets-write');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, operation);
  return dataset;
}

export function attachmentKey({ id }: Dataset, name: string): string {
  return `${id}/metadata/${name}`;
}
