import { after, before, beforeEach } from 'mocha';
import {
  type DataFairOptions,
  type DataFairSandbox,
  startDataFair,
} from '../../../src/sandbox/data-fair/data-fair.ts';
import { type PortalAnswer, type PortalCall, PortalClient, at } from '../../support/portal-client.ts';

type Fields = Record<string, unknown>;

/** A sandbox Data Fair for the tests of one `describe`, and short ways to ask it. */
export class Site {
  sandbox!: DataFairSandbox;

  constructor(options: DataFairOptions = {}) {
    before(async () => {
      this.sandbox = await startDataFair(options);
    });
    beforeEach(() => {
      this.sandbox.forgetRates();
      Object.assign(this.sandbox.switches, { stepMs: 0, ...options.switches });
    });
    after(() => this.sandbox.close());
  }

  as(key: string): PortalClient {
    return new PortalClient(`${this.sandbox.publicUrl}/api/v1`, { 'x-apikey': key });
  }

  withCookie(cookie: string): PortalClient {
    return new PortalClient(`${this.sandbox.publicUrl}/api/v1`, { cookie });
  }

  call(method: string, path: string, call?: PortalCall): Promise<PortalAnswer> {
    return this.as(this.sandbox.key).call(method, path, call);
  }

  async status(method: string, path: string, call?: PortalCall): Promise<number> {
    return (await this.call(method, path, call)).status;
  }

  get(path: string): Promise<PortalAnswer> {
    return this.call('GET', path);
  }

  post(path: string, json: unknown): Promise<PortalAnswer> {
    return this.call('POST', path, { json });
  }

  put(path: string, json: unknown): Promise<PortalAnswer> {
    return this.call('PUT', path, { json });
  }

  patch(path: string, json: unknown): Promise<PortalAnswer> {
    return this.call('PATCH', path, { json });
  }

  delete(path: string): Promise<PortalAnswer> {
    return this.call('DELETE', path);
  }

  /** The id of a new metadata-only dataset. */
  async created(fields: Fields = {}): Promise<string> {
    return this.#idOf(await this.post('/datasets', { isMetaOnly: true, title: word(), ...fields }));
  }

  /** The id of a new REST dataset with two columns. */
  async rest(fields: Fields = {}): Promise<string> {
    const schema = [
      { key: 'code', type: 'string' },
      { key: 'places', type: 'integer' },
    ];
    const body = { isRest: true, title: word(), schema, primaryKey: ['code'], ...fields };
    return this.#idOf(await this.post('/datasets', body));
  }

  /** The id of a new dataset of this file, loaded and not yet processed. */
  async loaded(text: string, name = 'marchés.csv', body: Fields = {}): Promise<string> {
    return this.#idOf(await this.upload('POST', '/datasets', text, name, body));
  }

  async upload(
    method: string,
    path: string,
    text: string | Uint8Array<ArrayBuffer>,
    name = 'marchés.csv',
    body: Fields = {},
  ): Promise<PortalAnswer> {
    const form = new FormData();
    form.append('body', JSON.stringify(body));
    form.append('dataset', new Blob([text]), name);
    return this.form(method, path, form);
  }

  async form(method: string, path: string, form: FormData): Promise<PortalAnswer> {
    // The platform's own encoding of a form, so that its length is known before it is sent.
    const packed = new Response(form);
    const raw = Buffer.from(await packed.arrayBuffer()).toString('latin1');
    const headers = { 'content-type': packed.headers.get('content-type') ?? '' };
    const answer = await fetch(`${this.sandbox.publicUrl}/api/v1${path}`, {
      method,
      headers: { ...headers, 'x-apikey': this.sandbox.key },
      body: Buffer.from(raw, 'latin1'),
    });
    const answered = await answer.text();
    return { status: answer.status, headers: answer.headers, text: answered, body: jsonOf(answered) };
  }

  async #idOf(answer: PortalAnswer): Promise<string> {
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
    return String(at(answer.body, 'id'));
  }
}

export function word(): string {
  return `jeu-${Math.random().toString(36).slice(2)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
