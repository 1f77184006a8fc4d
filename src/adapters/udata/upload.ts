import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import { multipart } from '../../http/multipart.ts';
import type { Loss, PutFile, PutRequest, Session } from '../adapter.ts';
import { ask, askFor, hostOf } from './ask.ts';
import { extensionsRequest, uploadRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireAny, WireResource } from './wire.ts';

/** Below what servers in front of portals let through by default: one megabyte for the whole request. */
const PART_BYTES = 1_000_000;
/** udata puts the parts together before it answers. */
const CLOSING_MS = 600_000;
const PART_MS = 300_000;
/** udata stores a file by its name and the second: of another of that name within it, it says only that something broke. */
const NEXT_SECOND_MS = 1_100;

/** A new file, or other bytes for one of ours: to send those twice does no harm, as they go in one place. */
export async function upload(
  session: Session<Settings>,
  datasetId: string,
  resourceId: string | undefined,
  file: PutFile,
  guard: () => Promise<void>,
): Promise<WireResource> {
  try {
    return await sendWhole(session, datasetId, resourceId, file, guard);
  } catch (error) {
    const isHarmless = resourceId !== undefined && error instanceof RemoteFault && error.status === 500;
    if (!isHarmless) throw error;
    await sleep(NEXT_SECOND_MS);
    return sendWhole(session, datasetId, resourceId, file, guard);
  }
}

/**
 * Sends a file: as it is when it is small, else in parts that udata puts together at the end. Nothing shows before the end, so
 * that a break on the way leaves the record as it was. Parts that were left are thrown away by udata after a day.
 */
async function sendWhole(
  session: Session<Settings>,
  datasetId: string,
  resourceId: string | undefined,
  file: PutFile,
  guard: () => Promise<void>,
): Promise<WireResource> {
  const totalparts = Math.max(1, Math.ceil(file.length / PART_BYTES));
  const send = async (fields: Record<string, string | number>, range: [number, number] | undefined) => {
    session.signal.throwIfAborted();
    await guard();
    const part = range && {
      field: 'file',
      name: file.name,
      mediaType: file.mediaType,
      length: range[1] - range[0],
      read: () => file.read(...range),
    };
    const request = uploadRequest(session.settings, datasetId, resourceId, multipart(fields, part));
    const limits = { totalMs: range === undefined ? CLOSING_MS : PART_MS };
    return ask(session, WireAny, { ...request, limits });
  };
  if (totalparts === 1) return resourceIn(session, await send({}, [0, file.length]));
  const fields = { uuid: randomUUID(), filename: file.name, totalparts };
  for (let partindex = 0; partindex < totalparts; partindex += 1) {
    const partbyteoffset = partindex * PART_BYTES;
    const end = Math.min(file.length, partbyteoffset + PART_BYTES);
    const chunksize = end - partbyteoffset;
    const answer = await send({ ...fields, partindex, partbyteoffset, chunksize }, [partbyteoffset, end]);
    if (answer['success'] !== true)
      throw new RemoteFault(
        'malformed',
        `${hostOf(session)} took part ${partindex} of ${file.name} without a word`,
      );
  }
  return resourceIn(session, await send(fields, undefined));
}

/** Files of the kinds that this site takes; the others stay links, and that is told. */
export async function acceptable(
  session: Session<Settings>,
  { files, dataset }: PutRequest,
): Promise<{ files: ReadonlyMap<number, PutFile>; losses: Loss[] }> {
  if (files === undefined || files.size === 0) return { files: new Map(), losses: [] };
  const allowed = await askFor(session, z.array(z.string()), extensionsRequest(session.settings));
  if (allowed === undefined) return { files, losses: [] };
  const taken = new Map<number, PutFile>();
  const losses: Loss[] = [];
  for (const [index, file] of files) {
    const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
    if (allowed.includes(ending)) taken.set(index, file);
    else {
      const value = dataset.distribution?.[index]?.downloadURL?.[0] ?? file.name;
      const reason = `this udata takes no files that end in .${ending}: it stays a link`;
      losses.push({ field: `distribution[${index}]`, value, reason });
    }
  }
  return { files: taken, losses };
}

function resourceIn(session: Session<Settings>, answer: Record<string, unknown>): WireResource {
  const resource = WireResource.safeParse(answer);
  if (resource.success) return resource.data;
  throw new RemoteFault('malformed', `${hostOf(session)} took a file and shows no resource for it`);
}
