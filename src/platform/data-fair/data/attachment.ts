import { createHash } from 'node:crypto';
import { multipart } from '../../../http/multipart.ts';
import { pickText } from '../../../model/text.ts';
import { extrasWith, type Mark, type MarkedFile } from '../mark.ts';
import { patching } from '../requests.ts';
import { WireAttachment, type WireDataset } from '../../../formats/data-fair/wire.ts';
import { formFile, md5Of } from './content.ts';
import type { Bringing, DataParts } from './data.ts';

const UPLOAD_MS = 900_000;

/** Attaches a file to its dataset; the words and the choice that people gave to the one before stay. */
export async function attach({
  parts: { client, portals },
  wire,
  mark,
  data,
  file,
}: Bringing): Promise<void> {
  await md5Of(data);
  const name = nameFor(wire, mark, data.distribution, data.name);
  const { contentType, body } = multipart({}, formFile('attachment', name, data));
  const stored = await client.json(WireAttachment, {
    method: 'POST',
    path: ['datasets', wire.id, 'metadata-attachments'],
    headers: { 'content-type': contentType },
    ...(body === undefined ? {} : { body }),
    patient: true,
    limits: { totalMs: UPLOAD_MS },
  });
  const { language } = await portals.portal();
  const distribution = (mark.dataset?.distribution ?? []).find(({ id }) => id === data.distribution);
  const before = wire.attachments.find((one) => one.type === 'file' && one.name === name);
  const mine: WireAttachment = {
    title: pickText(distribution?.title, [language]) ?? data.name,
    ...before,
    ...stored,
    type: 'file',
    name,
  };
  const attachments =
    before === undefined
      ? [...wire.attachments, mine]
      : wire.attachments.map((one) => (one === before ? mine : one));
  const noted: Mark = { ...mark, files: { ...mark.files, [data.distribution]: { ...file, name } } };
  await client.send(patching(wire.id, { attachments, extras: extrasWith(wire, noted) }));
}

export async function detach(
  { client }: DataParts,
  wire: WireDataset,
  mark: Mark,
  file: MarkedFile,
): Promise<void> {
  const attachments = wire.attachments.filter((one) => !(one.type === 'file' && one.name === file.name));
  await client.send(patching(wire.id, { attachments, extras: extrasWith(wire, mark) }));
  await client.send({
    method: 'DELETE',
    path: ['datasets', wire.id, 'metadata-attachments', file.name],
    repeatable: true,
    accept: [404],
  });
}

/** A name that no other attachment has; the same for the same distribution. */
function nameFor(wire: WireDataset, mark: Mark, distribution: string, wanted: string): string {
  const known = mark.files[distribution];
  if (known?.as === 'attachment') return known.name;
  const isTaken = wire.attachments.some((one) => one.name === wanted);
  if (!isTaken) return wanted;
  return `${createHash('sha256').update(distribution).digest('hex').slice(0, 8)}-${wanted}`;
}
