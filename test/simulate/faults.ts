import type { FaultProxy, ProxiedRequest, ProxyAction } from '../support/fault-proxy.ts';
import type { FaultName } from './story.ts';

const HTML = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Maintenance</body></html>',
};
const SLOW_MS = 400;

/** Misfortunes between a connector and its portal, until they are spent or mended. */
export class Misfortunes {
  readonly #proxy: FaultProxy;
  #armed: { live: boolean }[] = [];

  constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
  }

  add(fault: FaultName, times: number, label: string): void {
    const armed = { live: true };
    this.#armed.push(armed);
    this.#proxy.add({
      matches: (request) => armed.live && concerns(fault, request, label),
      action: actionOf(fault),
      ...(fault === 'down' ? {} : { times }),
    });
  }

  mend(): void {
    for (const armed of this.#armed) armed.live = false;
    this.#armed = [];
  }
}

function concerns(fault: FaultName, request: ProxiedRequest, label: string): boolean {
  if (fault === 'lost answer') return request.method !== 'GET';
  if (!fault.endsWith('one')) return true;
  return (
    request.method !== 'GET' && (request.body.includes(`/${label}/`) || request.body.includes(`${label}:`))
  );
}

function actionOf(fault: FaultName): ProxyAction {
  switch (fault) {
    case '503':
    case 'down':
      return { answer: { ...HTML, status: 503 } };
    case '429':
      return { answer: { status: 429, headers: { 'retry-after': '1' }, body: '{"message": "slow down"}' } };
    case '401':
      return { answer: { status: 401, body: '{"message": "who are you"}' } };
    case '500 on one':
      return { answer: { status: 500, body: '{"message": "Internal Server Error"}' } };
    case 'reset':
      return 'cut';
    case 'half body':
      return 'half';
    case 'html':
      return { answer: HTML };
    case 'cut json':
      return { rewrite: ({ body }) => ({ body: body.slice(0, Math.floor(body.length / 2)) }) };
    case 'slow':
      return { slowMs: SLOW_MS };
    default:
      return 'lose';
  }
}
