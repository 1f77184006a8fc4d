import { RemoteFault } from '../../../faults.ts';
import { multipart } from '../../../http/multipart.ts';
import type { Asked } from '../requests.ts';
import { extrasWith, type Mark } from '../mark.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import { formFile, md5Of } from './content.ts';
import type { Bringing, DataParts } from './data.ts';
import { replaced } from './replace.ts';
import { settled } from './settled.ts';

/** Data Fair's own limit of one request. */
const UPLOAD_MS = 900_000;

/** Brings a file as the data of its dataset. The note of it travels in the same request: there is no half of it. */
export async function uploadFile({ parts, wire, mark, data, file }: Bringing): Promise<void> {
  const { client, shelf } = parts;
  const md5 = await md5Of(data);
  const noted = { ...mark, files: { ...mark.files, [data.distribution]: { ...file, md5 } } };
  const isFile = wire.file !== undefined || wire.originalFile !== undefined || wire.status !== undefined;
  const send = (body: Record<string, unknown>) =>
    client.patiently(() =>
      client.send(uploading(wire.id, body, data.name, formFile('dataset', data.name, data))),
    );
  if (isFile && wire.isRest !== true && wire.isMetaOnly !== true)
    await send({ extras: extrasWith(wire, noted) });
  else await replaced(parts, wire, (body) => send({ ...body, extras: extrasWith(wire, noted) }));
  const now = await settled(client, shelf, wire.id);
  if (now.originalFile?.md5 !== undefined && now.originalFile.md5 !== md5)
    throw new RemoteFault('conflict', `${wire.id}: Data Fair has another file than the one that was sent`);
}

/** The dataset goes on without data. */
export async function dropFile(parts: DataParts, wire: WireDataset, mark: Mark): Promise<void> {
  await replaced(parts, wire, (body) =>
    parts.client.send({
      method: 'PUT',
      path: ['datasets', wire.id],
      json: { ...body, isMetaOnly: true, extras: extrasWith(wire, mark) },
      repeatable: true,
      patient: true,
    }),
  );
}

function uploading(
  id: string,
  body: Record<string, unknown>,
  name: string,
  file: ReturnType<typeof formFile>,
): Asked {
  const { contentType, body: form } = multipart({ body: JSON.stringify(body) }, { ...file, name });
  return {
    method: 'PUT',
    path: ['datasets', id],
    headers: { 'content-type': contentType },
    ...(form === undefined ? {} : { body: form }),
    patient: true,
    limits: { totalMs: UPLOAD_MS },
  };
}
