import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adapterKinds, adapterOf } from '../src/adapters/registry.ts';
import { secretFields } from '../src/adapters/settings-fields.ts';
import { ConfigError, issuesInWords } from '../src/config/issues.ts';
import { readProcessConfig } from '../src/config/process.ts';
import { RemoteFault } from '../src/faults.ts';
import { createHttpClient } from '../src/http/client.ts';
import { recorded } from './record-adapter.ts';

const USAGE = `npm run record <kind> name=value … [-- --pages N --size N --as NAME]

Looks at a live remote through its adapter (a probe and the first pages) and keeps what was said as a fixture for tests:
  npm run record ckan url=https://data.example.org apiToken=env:TOKEN -- --as example

Settings are those of a connector. A secret is named by its variable: env:NAME. Secrets, e-mail addresses and telephone numbers are
replaced before anything is written; names of persons in texts are not, so read the file before you commit it.`;

const OUT = fileURLToPath(new URL('../test/adapters/', import.meta.url));
const LOOK_MS = 300_000;

async function main(args: readonly string[]): Promise<void> {
  const { kind, settings, secrets, pages, size, name } = read(args);
  const adapter = adapterOf(kind);
  if (adapter === undefined)
    throw new RangeError(
      `"${kind}" is no kind of remote: there are ${adapterKinds().join(', ')}\n\n${USAGE}`,
    );
  const parsed = adapter.Settings.safeParse(settings);
  if (!parsed.success) {
    const issues = issuesInWords(parsed.error, settings, adapter.Settings);
    throw new RangeError(issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  const told = secretFields(adapter.Settings).filter((field) => typeof settings[field] === 'string');
  const open = told.find((field) => !secrets.has(field));
  if (open !== undefined)
    throw new RangeError(`${open}: a secret is not written out: name its variable, ${open}=env:NAME`);
  const config = readProcessConfig(process.env);
  const client = createHttpClient({ egress: { allow: config.http.allow }, userAgent: config.http.userAgent });
  const signal = AbortSignal.timeout(LOOK_MS);
  const values = [...secrets.values()];
  try {
    const http = client.session({ signal, secrets: values });
    const recording = await recorded(adapter, { settings, secrets, http, signal, pages, size });
    const path = join(OUT, kind, 'recordings', `${name}.json`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(recording, null, 1)}\n`);
    const { exchanges, pages: came } = recording;
    console.log(`${path}: ${exchanges.length} exchanges, ${came.flatMap(({ ids }) => ids).length} records`);
  } finally {
    await client.close();
  }
}

interface Asked {
  kind: string;
  settings: Record<string, unknown>;
  /** By the name of their field. */
  secrets: Map<string, string>;
  pages: number;
  size: number;
  name: string;
}

function read([kind = '', ...words]: readonly string[]): Asked {
  const asked: Asked = { kind, settings: {}, secrets: new Map(), pages: 2, size: 5, name: 'live' };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--pages' || word === '--size')
      asked[word === '--pages' ? 'pages' : 'size'] = number(word, rest.shift());
    else if (word === '--as') asked.name = plain(rest.shift());
    else set(asked, word);
  }
  return asked;
}

function set({ settings, secrets }: Asked, word: string): void {
  const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw new RangeError(`"${word}" is not understood\n\n${USAGE}`);
  const variable = /^env:(\w+)$/.exec(value)?.[1];
  if (variable === undefined) {
    settings[name] = valueOf(value);
    return;
  }
  const secret = process.env[variable];
  if (secret === undefined || secret === '')
    throw new RangeError(`${name}: the variable ${variable} is not set`);
  settings[name] = secret;
  secrets.set(name, secret);
}

/** Lists, numbers and the like are written as JSON. */
function valueOf(text: string): unknown {
  if (!/^(?:[[{"\d-]|true$|false$)/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function number(option: string, text = ''): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new RangeError(`${option}: "${text}" is not accepted: a whole number from 1 to 100`);
}

function plain(text = ''): string {
  if (/^[a-z0-9][a-z0-9-]{0,60}$/.test(text)) return text;
  throw new RangeError(`--as: "${text}" is not accepted: lower-case letters, digits and hyphens`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError || error instanceof RemoteFault || error instanceof ConfigError))
    throw error;
  console.error(error.message);
  process.exitCode = error instanceof RemoteFault ? 3 : 2;
}
