import { connect, createServer } from 'node:net';
import { portOwner } from './port-owner.ts';

export interface PortWish {
  /** For people: `API`, `Temporal`. */
  use: string;
  port: number;
  /** The user asked for this very port. */
  explicit: boolean;
}

/** The port itself when it is free. Otherwise the next free one, unless the user asked for this one. */
export async function claimPort(
  wish: PortWish,
  taken: Set<number>,
  say: (line: string) => void,
): Promise<number> {
  const { use, port, explicit } = wish;
  const free = async (candidate: number) => !taken.has(candidate) && (await isFree(candidate));
  if (await free(port)) {
    taken.add(port);
    return port;
  }
  const owner = await portOwner(port);
  const occupied = `port ${port} for the ${use} is taken${owner === undefined ? '' : ` by ${owner}`}`;
  if (explicit) throw new Error(`${occupied}; name another one`);
  for (let next = port + 1; next <= port + PORTS_TRIED_MAX; next += 1) {
    if (!(await free(next))) continue;
    taken.add(next);
    say(`${occupied}; taking ${next}`);
    return next;
  }
  throw new Error(`${occupied}, and so are the ${PORTS_TRIED_MAX} after it`);
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Whether somebody listens there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Enough for several copies side by side, few enough to notice when something else is wrong. */
const PORTS_TRIED_MAX = 50;
