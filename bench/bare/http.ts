import { Agent } from 'undici';
import type { ZodType, z } from 'zod';
import type { Http, HttpAnswer, HttpRequest } from '../../src/http/http.ts';

/** What a script would send with: undici and nothing around it, no guard, limits, redaction or repeats. */
export class BareHttp implements Http {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ connections });
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one));
    }
    const { statusCode, headers, body } = await this.#agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...request.headers,
        ...request.secretHeaders,
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    });
    const utf8 = Buffer.from(await body.arrayBuffer());
    const text = utf8.toString();
    if (statusCode >= 400 && request.accept?.includes(statusCode) !== true)
      throw new Error(`${url.href} answered ${statusCode}: ${text.slice(0, 300)}`);
    const flat = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return { status: statusCode, headers: Object.fromEntries(flat), text, utf8, url: url.href };
  }

  async json<S extends ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    return schema.parse(JSON.parse((await this.send(request)).text));
  }

  download(): Promise<never> {
    return Promise.reject(new Error('the bare loop moves no files'));
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}
