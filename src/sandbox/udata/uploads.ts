import { createHash, randomUUID } from 'node:crypto';
import type { FormFile } from '../multipart.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import type { Context } from './context.ts';
import { editable } from './datasets.ts';
import { Refusal, crash } from './refusal.ts';
import { resourceOf } from './render.ts';
import { resourceIn } from './resources.ts';
import { type Dataset, type Resource, type State, saveDataset } from './state.ts';
import { slugify } from './slug.ts';
import { EXTENSIONS } from './vocabulary.ts';

const STORAGE = '/s/resources/';
/** What Python's own list says of the endings that matter here. */
const MIMES: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  geojson: 'application/geo+json',
  xml: 'application/xml',
  zip: 'application/zip',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

/** A new resource of a file: its title is the file's name until somebody gives it another. */
export function uploadNew(context: Context, reference: string): PortalReply {
  context.creating();
  const dataset = editable(context, reference);
  const infos = handled(context, dataset);
  if (infos === undefined) return context.reply(200, { success: true });
  const at = context.now();
  const resource: Resource = {
    id: randomUUID(),
    description: null,
    filetype: 'file',
    type: 'main',
    extras: {},
    schema: null,
    created_at: at,
    ...infos,
    last_modified: at,
  };
  save(context, dataset, [resource, ...dataset.resources]);
  return shown(context, 201, dataset, resource);
}

/** Other bytes for a resource, whose words but the title stay. */
export function uploadAgain(context: Context, reference: string, id: string): PortalReply {
  context.creating();
  const dataset = editable(context, reference);
  const before = resourceIn(dataset, id);
  const infos = handled(context, dataset);
  if (infos === undefined) return context.reply(200, { success: true });
  if (before.filetype === 'file') context.state.files.delete(pathOf(before.url));
  const after: Resource = { ...before, ...infos, last_modified: context.now() };
  save(
    context,
    dataset,
    dataset.resources.map((one) => (one.id === id ? after : one)),
  );
  return shown(context, 200, dataset, after);
}

/** A stored file; undefined for an address that is none of the storage. */
export function storedFile(state: State, { method, path }: PortalRequest): PortalReply | undefined {
  if (!path.startsWith(STORAGE) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const bytes = state.files.get(path);
  if (bytes === undefined)
    return { status: 404, headers: { 'content-type': 'text/html' }, body: 'Not Found' };
  const type = MIMES[extensionOf(path)] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type }, bytes };
}

type Infos = Pick<Resource, 'title' | 'url' | 'format' | 'mime' | 'filesize' | 'checksum'>;

/** Undefined while the file is not whole: a part was put aside. */
function handled(context: Context, dataset: Dataset): Infos | undefined {
  const { form } = context.request;
  const total = Number(form?.fields['totalparts'] ?? 0);
  const file = form?.files['file'];
  if (total > 1 && file !== undefined) return putAside(context.state, file, form?.fields ?? {});
  if (total > 1) return stored(context, dataset, putTogether(context.state, total, form?.fields ?? {}));
  if (file === undefined) throw failed('Missing file parameter');
  return stored(context, dataset, file);
}

function putAside(state: State, { bytes }: FormFile, fields: Record<string, string>): undefined {
  if (bytes.length !== Number(fields['chunksize'])) throw failed('Chunk size mismatch');
  const { uuid = '', partindex = '' } = fields;
  const parts = state.parts.get(uuid) ?? new Map<string, Buffer>();
  state.parts.set(uuid, parts.set(partindex, bytes));
  return undefined;
}

/** Parts are counted from nought; one that is missing breaks the server. */
function putTogether(state: State, total: number, fields: Record<string, string>): FormFile {
  const { uuid = '', filename = '' } = fields;
  const parts = Array.from({ length: total }, (_, index) => state.parts.get(uuid)?.get(String(index)));
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < total) throw crash();
  state.parts.delete(uuid);
  return { name: filename, type: '', bytes: Buffer.concat(whole) };
}

function stored(context: Context, dataset: Dataset, { name, bytes }: FormFile): Infos {
  const extension = extensionOf(name);
  if (!EXTENSIONS.includes(extension)) throw failed('File type not allowed');
  const mime = MIMES[extension] ?? 'application/octet-stream';
  const title = `${slugify(name.slice(0, -extension.length - 1))}.${extension}`;
  const stamp = context
    .now()
    .slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
    .replaceAll(/[-:]/g, '')
    .replace('T', '-');
  const path = `${STORAGE}${dataset.slug}/${stamp}/${title}`;
  // Its place is told by the second and the name: a second one in it breaks the server.
  if (context.state.files.get(path) !== undefined) throw crash();
  context.state.files.set(path, bytes);
  return {
    title,
    url: context.request.origin + path,
    format: extension,
    mime,
    filesize: bytes.length,
    checksum: { type: 'sha1', value: createHash('sha1').update(bytes).digest('hex') },
  };
}

function shown(context: Context, status: number, dataset: Dataset, resource: Resource): PortalReply {
  const body = { ...resourceOf(context.view, resource), success: true };
  return context.reply(status, body, { applied: dataset.id });
}

function failed(error: string): Refusal {
  return new Refusal(400, { success: false, error });
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

function save(context: Context, dataset: Dataset, resources: Resource[]): void {
  saveDataset(context.state, { ...dataset, resources, last_modified: context.now() });
}
