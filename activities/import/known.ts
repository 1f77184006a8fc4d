import { durationMs } from '../../src/config/duration.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { Fetched } from '../../src/model/import.ts';
import { sameJson } from '../../src/model/fingerprint.ts';
import type { Opened } from '../session.ts';
import type { ImportWork } from './import-one.ts';

/**
 * What the remote may be asked about with a condition. Nothing when its answer could not be trusted: another address,
 * another checksum in the record, content that nobody has any more, or too long since all of it was seen.
 */
export async function knownOf(work: ImportWork, url: string): Promise<Fetched | undefined> {
  const { claim, current, data, ports, store } = work;
  const { fetched, source, verifiedAt } = claim;
  if (fetched === undefined || fetched.url !== url || claim.partial !== undefined) return undefined;
  if (!sameJson(fetched.checksum, source.checksum)) return undefined;
  if (verifiedAt === undefined || Date.now() - verifiedAt.getTime() > durationMs(data.verifyEvery))
    return undefined;
  const { sha256 } = fetched;
  if (sha256 === claim.rejected) return fetched;
  if (sha256 !== current?.sha256 && sha256 !== claim.held?.sha256) return undefined;
  if (sha256 === current?.sha256 && ports.platform.holdsContent === true) return fetched;
  return (await store.has(sha256)) ? fetched : undefined;
}

/**
 * A remote that gives neither a tag nor a date: when the record tells the checksum that it told before, the size at the
 * remote decides whether the file is worth fetching.
 */
export async function sizeSaysUnchanged(
  { session }: Opened,
  known: Fetched,
  url: string,
  secretHeaders: Record<string, string>,
): Promise<boolean> {
  if (known.etag !== undefined || known.lastModified !== undefined || known.checksum === undefined)
    return false;
  try {
    const { headers } = await session.http.send({ method: 'HEAD', url, secretHeaders });
    return (
      headers['content-encoding'] === undefined &&
      Number(headers['content-length'] ?? Number.NaN) === known.bytes
    );
  } catch (error) {
    // Some servers know no HEAD: the GET will tell.
    if (error instanceof RemoteFault) return false;
    throw error;
  }
}
