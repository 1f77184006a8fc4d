import { randomUUID } from 'node:crypto';
import { type JsonObject, isObject, wordOf } from '../json.ts';
import type { FormFile } from '../multipart.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import { invalid } from './refusal.ts';
import type { Package, State } from './state.ts';
import { guessType } from './vocabulary.ts';

const NAME_LENGTH_MAX = 100;

/** A resource with a file as the update of its package takes it; the bytes are kept by the resource's id. */
export function withUpload(state: State, owner: Package, body: JsonObject, origin: string): JsonObject {
  const { upload, ...entry } = body;
  if (!isFile(upload)) return entry;
  const { bytes, type } = upload;
  if (bytes.length > state.switches.uploadBytesMax) throw invalid({ upload: ['File upload too large'] });
  const name = munged(upload.name);
  const id = entry['id'] === undefined ? randomUUID() : wordOf(entry['id']);
  return {
    ...entry,
    id,
    url: `${origin}/dataset/${owner.id}/resource/${id}/download/${name}`,
    url_type: 'upload',
    size: entry['size'] ?? bytes.length,
    mimetype: entry['mimetype'] ?? guessType(name) ?? type,
  };
}

export function keepUpload(state: State, body: JsonObject, id: string): void {
  const { upload } = body;
  if (isFile(upload)) state.files.set(id, upload.bytes);
}

/** The bytes of an uploaded resource; undefined for an address that leads to none. */
export function storedFile(state: State, { method, path }: PortalRequest): PortalReply | undefined {
  const [, id = ''] = /^\/dataset\/[^/]+\/resource\/([^/]+)\/download\/[^/]+$/.exec(path) ?? [];
  if (id === '' || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const owner = state.packages.get(state.resourceHomes.get(id) ?? '');
  const resource = owner?.resources.find((one) => one.id === id);
  const bytes = resource?.['url_type'] === 'upload' ? state.files.get(id) : undefined;
  if (bytes === undefined) return undefined;
  const type = resource?.['mimetype'];
  const headers = { 'content-type': typeof type === 'string' ? type : 'application/octet-stream' };
  return { status: 200, headers, bytes };
}

/** Lower case, ASCII, no blanks, a bounded length: what CKAN makes of a file's name. */
function munged(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\w. -]/g, '');
  return plain.trim().toLowerCase().replaceAll(' ', '-').slice(-NAME_LENGTH_MAX);
}

function isFile(value: unknown): value is FormFile {
  return isObject(value) && value['bytes'] instanceof Buffer;
}
