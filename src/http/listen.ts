import { WebSocket } from 'undici';
import type { Shared } from './call.ts';
import type { Bell } from './http.ts';
import type { Lifeline } from './lifeline.ts';

export interface ListenOptions {
  /** Said when the connection stands. */
  hello: unknown;
  lifeline: Lifeline;
  /** Told once, when nothing more is heard. */
  over: () => void;
}

/**
 * A WebSocket of which only the moments count: what its messages say is not kept, so that nobody can fill the memory with them,
 * and one that cannot be had or breaks is silent. It takes no slot at its host, and is guarded as every connection is.
 */
export function listen(shared: Shared, url: URL, { hello, lifeline, over }: ListenOptions): Bell {
  shared.guard.checkUrl(url);
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, { dispatcher: shared.listeners });
  let rung = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    rung = true;
    wake?.();
  };
  const close = (): void => {
    lifeline.forget(close);
    if (socket.readyState !== WebSocket.CLOSED) socket.close();
    wake?.();
    over();
  };
  socket.addEventListener('open', () => socket.send(JSON.stringify(hello)));
  socket.addEventListener('message', ring);
  // A socket that failed is followed by its closing.
  socket.addEventListener('error', () => undefined);
  lifeline.listen(close);
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    async rung(ms) {
      if (!rung && !lifeline.ended) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      lifeline.throwIfEnded();
      rung = false;
    },
    close,
  };
}
