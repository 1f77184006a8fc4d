import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PutRequest, Session } from '../../../src/adapters/adapter.ts';
import { CkanSettings } from '../../../src/adapters/ckan/settings.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import type { HttpExchange } from '../../../src/http/http.ts';
import type { Dataset } from '../../../src/model/dataset.ts';

/** JSON of a site, looked at where it is expected to be. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** A session as the engine makes one, with its exchanges written down. */
export interface Visit {
  session: Session<CkanSettings>;
  exchanges: HttpExchange[];
  close(): Promise<void>;
}

export function visit(settings: Record<string, unknown>, signal = new AbortController().signal): Visit {
  const parsed = CkanSettings.parse(settings);
  const exchanges: HttpExchange[] = [];
  const client = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'navette test',
    pauseMs: () => 1,
  });
  const http = client.session({
    signal,
    secrets: parsed.apiToken === undefined ? [] : [parsed.apiToken],
    limits: { headersMs: 10_000, totalMs: 20_000 },
    observe: (exchange) => exchanges.push(exchange),
  });
  const session = {
    settings: parsed,
    http,
    signal,
    installation: 'test',
    now: () => new Date('2026-03-01T00:00:00Z'),
  };
  return { session, exchanges, close: () => client.close() };
}

/** The actions that were called, in order: `package_show`. */
export function actions({ exchanges }: Visit): string[] {
  return exchanges.map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? '');
}

export interface Asked {
  action: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

/** What a scripted portal answers: a result, a refusal with a status, a raw body, or nothing at all. */
export type Answer =
  | { result: unknown }
  | { error: unknown; status: number }
  | { raw: string; status: number; headers?: Record<string, string> }
  | 'cut';

export interface Portal {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** A loopback portal that answers each action by the script, and unknown ones as CKAN does. */
export async function portal(
  script: Record<string, (asked: Asked) => Answer | Promise<Answer>>,
): Promise<Portal> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const action = url.pathname.split('/').at(-1) ?? '';
      const one = {
        action,
        query: url.searchParams,
        body: text === '' ? {} : JSON.parse(text),
        headers: request.headers,
      };
      asked.push(one);
      const unknown = JSON.stringify(`Bad request: Action name not known: ${action}`);
      void Promise.resolve(script[action]?.(one) ?? { raw: unknown, status: 400 }).then((answer) =>
        send(response, answer),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/prefix`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  const status = 'status' in answer ? answer.status : 200;
  const headers = 'headers' in answer ? answer.headers : {};
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if ('raw' in answer) response.end(answer.raw);
  else if ('result' in answer)
    response.end(JSON.stringify({ help: '', success: true, result: answer.result }));
  else response.end(JSON.stringify({ help: '', success: false, error: answer.error }));
}

export const notFound: Answer = { status: 404, error: { __type: 'Not Found Error', message: 'Introuvable' } };
export const forbidden: Answer = {
  status: 403,
  error: { __type: 'Authorization Error', message: 'Accès refusé' },
};

export function invalid(errors: Record<string, unknown>): Answer {
  return { status: 409, error: { ...errors, __type: 'Validation Error' } };
}

/** A put as the engine asks for it, with what it awaited written down. */
export function putting(dataset: Dataset, more: Partial<PutRequest> = {}): PutRequest & { steps: string[] } {
  const steps: string[] = [];
  return {
    dataset,
    mark: `test/ckan/${dataset.id}`,
    distributionIds: {},
    edits: 'overwrite',
    gone: 'recreate',
    intend: async () => void steps.push('intend'),
    created: async (remoteId) => void steps.push(`created ${remoteId}`),
    guard: async () => void steps.push('guard'),
    steps,
    ...more,
  };
}

export const trees: Dataset = {
  kind: 'dataset',
  id: 'trees',
  title: { fr: 'Arbres d’alignement 2024' },
  description: { fr: 'Les arbres de la ville.' },
  keyword: { fr: ['arbres', 'espaces verts'] },
  distribution: [
    {
      id: 'csv',
      title: { fr: 'Export CSV' },
      downloadURL: ['https://data.example.org/trees.csv'],
      format: { code: 'csv', raw: 'CSV', method: 'code', confidence: 0.95 },
    },
    { id: 'page', title: { fr: 'Page' }, accessURL: ['https://data.example.org/trees'] },
  ],
};
