import type { ZodType, z } from 'zod';
import { statusFault } from '../src/http/classify.ts';
import type { Http, HttpAnswer, HttpRequest } from '../src/http/http.ts';
import { readJson } from '../src/http/json.ts';
import { Redactor } from '../src/http/redact.ts';
import { excerpt } from '../src/http/words.ts';

/** One question and its answer, as much of them as a test needs: no secret, no cookie, no e-mail address. */
export interface Exchange {
  method: string;
  url: string;
  body?: string;
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** What of an answer's headers adapters go by. */
const KEPT = ['content-type', 'link', 'location', 'retry-after'];
const STATUSES = Array.from({ length: 300 }, (_, index) => 300 + index);
const MAIL = /[\w.+-]+(?:@|%40|&#64;|\\u0040)(?:[\w-]+\.)+[a-z]{2,}/gi;
const PHONE =
  /((?:tel|phone|telephone|mobile|fax)[\w-]*(?:[\\"'>:=,\s]|value){1,30})(\+?\d[\d\s().-]{6,20}\d)/gi;
const WAIT_MS_MAX = 3_600_000;

/** An `Http` whose exchanges are kept. What it keeps is cleaned before it is kept. */
export function recordingHttp(http: Http, cleaned: Cleaner): { http: Http; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const answer = await http.send({ ...request, accept: STATUSES });
    const method = request.method ?? 'GET';
    const url = addressOf(request);
    exchanges.push({
      method,
      url: cleaned.url(url),
      ...bodyOf(request, cleaned),
      status: answer.status,
      headers: Object.fromEntries(
        KEPT.flatMap((name) =>
          answer.headers[name] === undefined ? [] : [[name, cleaned.text(answer.headers[name])]],
        ),
      ),
      text: cleaned.text(answer.text),
    });
    const { status, headers, text } = answer;
    if (status < 300 || request.accept?.includes(status) === true) return answer;
    const wait = Number(headers['retry-after']) * 1_000;
    throw statusFault(url.host, `${method} ${url.pathname}`, {
      status,
      headers,
      words: excerpt(text),
      retryAfterMs: wait > 0 ? Math.min(wait, WAIT_MS_MAX) : undefined,
    });
  };
  return {
    exchanges,
    http: {
      send,
      async json<S extends ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
        const headers = { accept: 'application/json', ...request.headers };
        const answer = await send({ ...request, headers });
        return readJson(schema, answer.text, `${new URL(request.url).host} answered`);
      },
      // Files are no metadata: nothing of them is kept.
      download: (request, limits) => http.download(request, limits),
    },
  };
}

/** Takes out of texts what must not lie in a repository. */
export class Cleaner {
  readonly #redactor: Redactor;
  readonly #people = new Map<string, string>();

  constructor(secrets: readonly string[]) {
    this.#redactor = new Redactor(secrets);
  }

  /** The same address becomes the same stand-in, so that records stay apart that were apart. */
  text(text: string): string {
    return this.#redactor
      .text(text)
      .replace(MAIL, (address) => this.#standIn(address))
      .replace(PHONE, (_all, name: string) => `${name}+33100000000`);
  }

  url(url: URL): string {
    return this.text(this.#redactor.url(url));
  }

  #standIn(address: string): string {
    const known = this.#people.get(address.toLowerCase());
    if (known !== undefined) return known;
    const made = `person-${this.#people.size + 1}@example.org`;
    this.#people.set(address.toLowerCase(), made);
    return made;
  }
}

function addressOf({ url, query = {} }: HttpRequest): URL {
  const whole = new URL(url);
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) whole.searchParams.append(name, String(one));
  return whole;
}

function bodyOf({ json, body }: HttpRequest, cleaned: Cleaner): { body?: string } {
  const text = json === undefined ? body : JSON.stringify(json);
  return typeof text === 'string' ? { body: cleaned.text(text) } : {};
}
