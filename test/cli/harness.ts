import { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { type Adapter, defineAdapter } from '../../src/adapters/adapter.ts';
import { type Api, createApi } from '../../src/api/api.ts';
import { runCli } from '../../src/cli/cli.ts';
import type { Adapters, Formats } from '../../src/cli/session.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { Format, Writer } from '../../src/formats/format.ts';
import { ControlDouble, type Wire } from '../api/control-double.ts';

export const TOKEN = 'a-token-of-the-tests';

/** Reads lines of `id|title`; a line without a title is set aside, an empty text is not the format. */
const feed = defineAdapter({
  kind: 'feed',
  title: 'Feed',
  Settings: z.strictObject({
    url: z.string().describe('address of the feed'),
    key: z.string().optional().meta({ secret: true }).describe('key of a writer'),
  }),
  address: ({ url }) => url,
  probe: () => Promise.resolve({ software: 'feed 1', rights: [], mayPush: true }),
  list: () => Promise.resolve({ records: [], setAside: [] }),
  put: () => Promise.reject(new Error('not here')),
  read(text) {
    if (!text.startsWith('FEED\n')) throw new RemoteFault('malformed', 'it does not start with FEED');
    const rows = text
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.split('|'));
    return {
      records: rows.flatMap(([id = '', title = '', warned]) =>
        title === ''
          ? []
          : [
              {
                remoteId: id,
                dataset: {
                  kind: 'dataset' as const,
                  id,
                  title: { und: title },
                  ...(warned === undefined
                    ? {}
                    : { warning: [{ field: 'issued', value: warned, reason: 'no date' }] }),
                },
              },
            ],
      ),
      setAside: rows.flatMap(([id = '', title = '']) =>
        title === ''
          ? [{ remoteId: id, stage: 'map' as const, field: 'title', value: '', reason: 'a title is needed' }]
          : [],
      ),
    };
  },
  project: (dataset) => ({
    body: { name: dataset.id },
    losses: [{ field: 'title', reason: 'has no place there' }],
  }),
});

const reader: Adapter = {
  kind: 'mute',
  title: 'Mute',
  Settings: z.strictObject({}),
  address: () => '',
  probe: () => Promise.reject(new Error('not here')),
};

const shelf: Record<string, Adapter> = { feed, mute: reader };
const adapters: Adapters = {
  adapterOf: (kind) => (Object.hasOwn(shelf, kind) ? shelf[kind] : undefined),
  adapterKinds: () => Object.keys(shelf),
};

/** One title a chunk, told as it comes; `broken` ends it. */
const lines: Format = {
  kind: 'lines',
  title: 'Lines',
  async *read(input, { language = 'und' }) {
    for await (const chunk of input) {
      const id = Buffer.from(chunk).toString('utf8').trim();
      if (id === 'broken') throw new RemoteFault('malformed', 'it breaks off');
      yield { record: { remoteId: id, dataset: { kind: 'dataset', id, title: { [language]: id } } } };
    }
  },
};
/** Ids between brackets. */
const page: Writer = {
  kind: 'page',
  title: 'Page',
  open: () => ({ head: () => '[', record: ({ id }) => ` ${id}`, tail: () => ' ]\n' }),
};
const formats: Formats = {
  formatOf: (kind) => (kind === lines.kind ? lines : undefined),
  formatKinds: () => [lines.kind],
  writerOf: (kind) => (kind === page.kind ? page : undefined),
  writerKinds: () => [page.kind],
};

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  json: Wire;
}

/** The CLI in this process against a real API on loopback. */
export class Harness {
  readonly control = new ControlDouble();
  readonly api: Api = createApi({ control: this.control, tokens: [TOKEN] });
  url = '';

  async start(): Promise<void> {
    this.url = await this.api.listen({ host: '127.0.0.1', port: 0 });
  }

  stop(): Promise<void> {
    return this.api.close();
  }

  async run(
    argv: string[],
    options: { stdin?: string | Buffer | Buffer[]; env?: Record<string, string>; tty?: boolean } = {},
  ): Promise<Ran> {
    const stdout = new Sink(options.tty ?? false);
    const stderr = new Sink(options.tty ?? false);
    const stdin: Readable & { isTTY?: boolean } = Readable.from(
      Array.isArray(options.stdin) ? options.stdin : [Buffer.from(options.stdin ?? '')],
    );
    if (options.tty === true) stdin.isTTY = true;
    const env = { NAVETTE_URL: this.url, NAVETTE_TOKEN: TOKEN, ...options.env };
    const code = await runCli(argv, { env, stdout, stderr, stdin, adapters, formats, pollMs: 5 });
    return {
      code,
      stdout: stdout.text,
      stderr: stderr.text,
      get json() {
        return JSON.parse(stdout.text);
      },
    };
  }
}

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
