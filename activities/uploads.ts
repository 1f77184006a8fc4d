import type { Loss, PutFile } from '../src/adapters/adapter.ts';
import type { PushConfig } from '../src/config/connector.ts';
import { RemoteFault } from '../src/faults.ts';
import type { Download, Http } from '../src/http/http.ts';
import { spool, type Spooled } from '../src/http/spool.ts';
import type { Db } from '../src/ledger/ledger.ts';
import { forgetSourceFiles, saveSourceFile, sourceFiles, type SourceFile } from '../src/ledger/uploads.ts';
import type { Dataset } from '../src/model/dataset.ts';
import type { Distribution } from '../src/model/distribution.ts';
import { fileName, formatNames } from './file-name.ts';

/** The files of one dataset, for one push. */
export interface Uploads {
  /** By the place of their distribution in the dataset. */
  files: Map<number, PutFile>;
  /** Distributions that were to be uploaded and stay links. */
  losses: Loss[];
  /** Lets go of what waits on the disk. */
  close(): Promise<void>;
}

export interface UploadWork {
  db: Db;
  /** For the addresses of the files; none of the remote's secrets goes there. */
  http: Http;
  connectorId: string;
  push: Pick<PushConfig, 'uploadBytesMax' | 'uploadFormats'>;
}

/** From the request to the last byte of one file. */
const DOWNLOAD_MS = 1_200_000;

/**
 * Looks at each file that goes along: a checksum in the dataset, or an answer that nothing changed, says that it is the one
 * read before; else it is read whole, and checked against what the dataset says of it. One that cannot be had as it should
 * be is a fault of this dataset alone.
 */
export async function uploadsFor(work: UploadWork, dataset: Dataset): Promise<Uploads> {
  const { chosen, losses } = choose(dataset, work.push);
  const urls = chosen.map(({ url }) => url);
  const known = await sourceFiles(work.db, work.connectorId, dataset.id, urls);
  const files = new Map<number, PutFile>();
  const sources: Source[] = [];
  const close = async (): Promise<void> => {
    for (const source of sources) await source.close();
  };
  try {
    for (const { index, distribution, url } of chosen) {
      const source = new Source(work, dataset.id, distribution, url);
      sources.push(source);
      if (await source.look(known.get(url))) files.set(index, source);
      else losses.push(tooLarge(index, url, work.push.uploadBytesMax));
    }
    await forgetSourceFiles(work.db, work.connectorId, [dataset.id], urls);
  } catch (error) {
    await close();
    throw error;
  }
  return { files, losses, close };
}

interface Chosen {
  index: number;
  distribution: Distribution;
  url: string;
}

function choose(dataset: Dataset, push: UploadWork['push']): { chosen: Chosen[]; losses: Loss[] } {
  const chosen: Chosen[] = [];
  const losses: Loss[] = [];
  for (const [index, distribution] of (dataset.distribution ?? []).entries()) {
    const url = distribution.downloadURL?.[0];
    if (url === undefined || !isWanted(distribution, push.uploadFormats)) continue;
    if (!/^https?:/i.test(url)) {
      const reason = 'only files at http and https addresses are uploaded: it stays a link';
      losses.push({ field: `distribution[${index}]`, value: url, reason });
    } else if ((distribution.byteSize ?? 0) > push.uploadBytesMax) {
      losses.push(tooLarge(index, url, push.uploadBytesMax));
    } else chosen.push({ index, distribution, url });
  }
  return { chosen, losses };
}

function isWanted(distribution: Distribution, formats: readonly string[] | undefined): boolean {
  if (formats === undefined) return true;
  const names = formatNames(distribution);
  return formats.some((format) => names.has(format.toLowerCase()));
}

function tooLarge(index: number, value: string, bytesMax: number): Loss {
  const reason = `larger than the ${bytesMax} bytes of uploadBytesMax: it stays a link`;
  return { field: `distribution[${index}]`, value, reason };
}

/** One file at its address, read when it has to be and not before. */
class Source implements PutFile {
  name: string;
  readonly mediaType: string;
  readonly #work: UploadWork;
  readonly #datasetId: string;
  readonly #distribution: Distribution;
  readonly #url: string;
  #file: SourceFile | undefined;
  #spooled: Spooled | undefined;

  constructor(work: UploadWork, datasetId: string, distribution: Distribution, url: string) {
    this.#work = work;
    this.#datasetId = datasetId;
    this.#distribution = distribution;
    this.#url = url;
    this.name = fileName(distribution, url);
    this.mediaType = distribution.mediaType ?? 'application/octet-stream';
  }

  get length(): number {
    return this.#known.length;
  }

  get digests(): SourceFile['digests'] {
    return this.#known.digests;
  }

  /** Finds out which bytes there are; false when they are too many. */
  async look(before: SourceFile | undefined): Promise<boolean> {
    this.#file = before;
    if (before !== undefined && this.#isSaid(before)) return true;
    // A date that counts seconds misses a change within one: what the dataset says is believed over it.
    const doubted = before !== undefined && !this.#mayBe(before);
    const spooled = await this.#fetch(doubted ? undefined : before);
    if (spooled === 'too large') return false;
    if (spooled === 'as before') return true;
    this.#spooled = spooled.spooled;
    this.#file = spooled.file;
    await saveSourceFile(this.#work.db, this.#work.connectorId, this.#datasetId, spooled.file);
    return true;
  }

  /** The remote has lost what it was sent, or never had it. */
  async ready(): Promise<void> {
    if (this.#spooled !== undefined) return;
    const again = await this.#fetch(undefined);
    const promised = this.digests.sha256;
    if (again === 'too large' || again === 'as before' || again.file.digests.sha256 !== promised) {
      if (typeof again === 'object') await again.spooled.close();
      throw new RemoteFault('source', `${this.#shown} changed while it was being pushed`);
    }
    this.#spooled = again.spooled;
  }

  read(start?: number, end?: number): AsyncIterable<Uint8Array> {
    if (this.#spooled === undefined) throw new Error(`${this.#url} is read before it is ready`);
    return this.#spooled.read(start, end);
  }

  async close(): Promise<void> {
    await this.#spooled?.close();
  }

  get #known(): SourceFile {
    if (this.#file === undefined) throw new Error(`${this.#url} was not looked at`);
    return this.#file;
  }

  get #shown(): string {
    const { host, pathname } = new URL(this.#url);
    return `the file ${host}${pathname}`;
  }

  /** The dataset's own checksum is that of the bytes read before: nothing has to be asked. */
  #isSaid(file: SourceFile): boolean {
    return checksumOf(this.#distribution) !== undefined && this.#mayBe(file);
  }

  #mayBe({ length, digests }: SourceFile): boolean {
    const said = checksumOf(this.#distribution);
    return (
      (this.#distribution.byteSize ?? length) === length &&
      (said === undefined || digests[said.algorithm] === said.value)
    );
  }

  async #fetch(
    before: SourceFile | undefined,
  ): Promise<{ file: SourceFile; spooled: Spooled } | 'as before' | 'too large'> {
    try {
      const download = await this.#open(before);
      if (download.status === NOT_MODIFIED) {
        download.close();
        if (before === undefined) throw new RemoteFault('malformed', `${this.#shown} answered 304 unasked`);
        return 'as before';
      }
      const disposition = /filename="?([^";]+)"?/i.exec(download.headers['content-disposition'] ?? '')?.[1];
      this.name = fileName(this.#distribution, this.#url, disposition);
      const spooled = await spool(download.body);
      try {
        this.#check(spooled);
      } catch (error) {
        await spooled.close();
        throw error;
      }
      const { etag, lastModified } = download;
      const { length, digests } = spooled;
      const said = { ...(etag && { etag }), ...(lastModified && { lastModified }) };
      return { spooled, file: { url: this.#url, length, digests, ...said } };
    } catch (error) {
      if (error instanceof RemoteFault && error.kind === 'tooLarge') return 'too large';
      throw error instanceof RemoteFault ? asSource(error, this.#shown) : error;
    }
  }

  #open(before: SourceFile | undefined): Promise<Download> {
    const headers = {
      ...(before?.etag === undefined ? {} : { 'if-none-match': before.etag }),
      ...(before?.lastModified === undefined ? {} : { 'if-modified-since': before.lastModified }),
    };
    const accept = before === undefined ? [] : [NOT_MODIFIED];
    const limits = { bytesMax: this.#work.push.uploadBytesMax, totalMs: DOWNLOAD_MS };
    return this.#work.http.download({ url: this.#url, headers, accept }, limits);
  }

  #check({ length, digests }: Spooled): void {
    const { byteSize } = this.#distribution;
    if (byteSize !== undefined && byteSize !== length)
      throw new RemoteFault(
        'source',
        `${this.#shown} has ${length} bytes where the dataset says ${byteSize}`,
      );
    const said = checksumOf(this.#distribution);
    if (said !== undefined && digests[said.algorithm] !== said.value)
      throw new RemoteFault('source', `${this.#shown} has another ${said.algorithm} than the dataset says`);
  }
}

const NOT_MODIFIED = 304;

function checksumOf({
  checksum,
}: Distribution): { algorithm: keyof SourceFile['digests']; value: string } | undefined {
  const algorithm = checksum?.algorithm.toLowerCase().replace(/[-_]/g, '');
  if (checksum === undefined || (algorithm !== 'sha256' && algorithm !== 'sha1' && algorithm !== 'md5'))
    return undefined;
  return { algorithm, value: checksum.value.trim().toLowerCase() };
}

/** Trouble with a file must not be taken for trouble with the remote. A wait that its server asks for is kept. */
function asSource(fault: RemoteFault, shown: string): RemoteFault {
  if (fault.kind === 'source') return fault;
  const { status, retryAfterMs } = fault;
  return new RemoteFault('source', `${shown} cannot be read: ${fault.message}`, {
    status,
    retryAfterMs,
    cause: fault,
  });
}
