import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { type ZodType, z } from 'zod';
import { ApiProblem } from './answers.ts';
import { CliFailure, EXIT } from './exit.ts';

const URL_USUAL = 'http://127.0.0.1:8484';
const DATA_DIR_USUAL = '.navette';
const CONNECT_MS = 5_000;
/** A push that somebody waits for may take its remote's time. */
const ANSWER_MS = 600_000;
const STALL_MS = 60_000;
/** The longest list that the API gives is far below. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** The API said no: `problem` is what it said. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly problem: ApiProblem;

  constructor(status: number, problem: ApiProblem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Talks to one Navette. Path segments are encoded here; a failure to reach it is said in words. */
export class ApiClient {
  readonly #base: string;
  readonly #token: string;
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: STALL_MS,
    maxResponseSize: ANSWER_BYTES_MAX,
  });

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  get<S extends ZodType>(
    schema: S,
    segments: readonly string[],
    query: Record<string, string | number | undefined> = {},
  ): Promise<Answer<S>> {
    return this.#ask(schema, 'GET', segments, undefined, query);
  }

  post<S extends ZodType>(schema: S, segments: readonly string[], body?: unknown): Promise<Answer<S>> {
    return this.#ask(schema, 'POST', segments, body);
  }

  async send(
    method: 'POST' | 'PUT' | 'DELETE',
    segments: readonly string[],
    body?: unknown,
    query: Record<string, string | undefined> = {},
  ): Promise<void> {
    await this.#ask(z.unknown(), method, segments, body, query);
  }

  write<S extends ZodType>(
    schema: S,
    method: 'PUT' | 'PATCH',
    segments: readonly string[],
    body: unknown,
  ): Promise<Answer<S>> {
    return this.#ask(schema, method, segments, body);
  }

  /** The health of the parts; answered also when one is not well. */
  async health<S extends ZodType>(schema: S): Promise<Answer<S>> {
    const { text } = await this.#exchange('GET', new URL(`${this.#base}/healthz`), undefined);
    return this.#parsed(schema, text);
  }

  /** An answer that comes bit by bit, as text. */
  async *stream(
    method: 'GET' | 'POST',
    segments: readonly string[],
    options: { query?: Record<string, string>; body?: unknown } = {},
  ): AsyncGenerator<string> {
    const url = this.#url(segments, options.query ?? {});
    const answer = await this.#reached(() => this.#request(method, url, options.body));
    const { statusCode: status, body } = answer;
    if (status < 200 || status >= 300) throw this.#refusal(status, await body.text());
    body.setEncoding('utf8');
    try {
      for await (const chunk of body) yield String(chunk);
    } catch (cause) {
      throw this.#silent(cause);
    }
  }

  /** The documents of an answer that gives one a line. */
  async *documents(
    method: 'GET' | 'POST',
    segments: readonly string[],
    options: { query?: Record<string, string>; body?: unknown } = {},
  ): AsyncGenerator {
    let rest = '';
    for await (const chunk of this.stream(method, segments, options)) {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) if (line !== '') yield json(line);
    }
    if (rest !== '') yield json(rest);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #ask<S extends ZodType>(
    schema: S,
    method: Method,
    segments: readonly string[],
    body: unknown,
    query: Record<string, string | number | undefined> = {},
  ): Promise<Answer<S>> {
    const { status, text } = await this.#exchange(method, this.#url(segments, query), body);
    if (status >= 200 && status < 300) return this.#parsed(schema, text);
    throw this.#refusal(status, text);
  }

  #url(segments: readonly string[], query: Record<string, string | number | undefined>): URL {
    const url = new URL(`${this.#base}/api/v1/${segments.map(encoded).join('/')}`);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value));
    return url;
  }

  #refusal(status: number, text: string): Error {
    const problem = ApiProblem.safeParse(json(text));
    return problem.success ? new ApiRefusal(status, problem.data) : this.#stranger(`answered ${status}`);
  }

  async #exchange(method: Method, url: URL, body: unknown): Promise<{ status: number; text: string }> {
    return this.#reached(async () => {
      const answer = await this.#request(method, url, body);
      return { status: answer.statusCode, text: await answer.body.text() };
    });
  }

  #request(method: Method, url: URL, body: unknown) {
    return request(url, {
      method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #reached<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw this.#silent(cause);
    }
  }

  #silent(cause: unknown): CliFailure {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return new CliFailure(
      EXIT.unreachable,
      `Navette does not answer at ${this.#base} (${code}): start it, or say where it is with NAVETTE_URL`,
      { cause },
    );
  }

  #parsed<S extends ZodType>(schema: S, text: string): Answer<S> {
    const raw = text === '' ? undefined : json(text);
    const parsed = schema.safeParse(raw);
    if (!parsed.success) throw this.#stranger('gave an answer that is none of ours');
    return { data: parsed.data, raw };
  }

  #stranger(what: string): CliFailure {
    return new CliFailure(
      EXIT.unreachable,
      `${this.#base} ${what}: that is no Navette, or another version; say where yours is with NAVETTE_URL`,
    );
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An answer as the command reads it, and as it came, for `--json`. */
export interface Answer<S extends ZodType> {
  data: z.output<S>;
  raw: unknown;
}

/** The client for the Navette that the environment names. */
export async function apiClient(env: Env): Promise<ApiClient> {
  const base = (env['NAVETTE_URL'] ?? '').trim() || URL_USUAL;
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new CliFailure(EXIT.usage, `NAVETTE_URL: "${base}" is no address such as ${URL_USUAL}`);
  }
  return new ApiClient(base.replace(/[?#].*$/, '').replace(/\/+$/, ''), await tokenFrom(env));
}

async function tokenFrom(env: Env): Promise<string> {
  const [given = ''] = (env['NAVETTE_TOKEN'] ?? '').split(',').map((part) => part.trim());
  const file = join((env['NAVETTE_DATA_DIR'] ?? '').trim() || DATA_DIR_USUAL, 'token');
  const token = given === '' ? (await readFile(file, 'utf8').catch(() => '')).trim() : given;
  if (token === '')
    throw new CliFailure(EXIT.usage, `no token: set NAVETTE_TOKEN to the one of the API; ${file} holds none`);
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CliFailure(EXIT.usage, 'the token is not printable ASCII without blanks: see NAVETTE_TOKEN');
  return token;
}

function encoded(segment: string): string {
  if (segment === '' || segment === '.' || segment === '..' || !segment.isWellFormed())
    throw new CliFailure(EXIT.usage, `"${segment}" is no id`);
  return encodeURIComponent(segment);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
