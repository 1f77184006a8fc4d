import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z, ZodType } from 'zod';
import { Answer, Message, type Order } from './orders.ts';

/** A process of the benchmark's own that does what it is asked; it ends when we do. */
export interface Helper {
  pid: number;
  ask<S extends ZodType>(schema: S, order: Order): Promise<z.output<S>>;
  stop(): Promise<void>;
}

const STOP_MS = 5_000;

/** Starts a helper. `as` is what `bench/index.ts` is told to be in the new process. */
export function startHelper(as: 'portals' | 'bare'): Helper {
  const child = fork(
    fileURLToPath(new URL(`index${extname(import.meta.url)}`, import.meta.url)),
    ['--as', as],
    {
      // As much room for what lives for one answer as the worker of pushes has.
      execArgv: [...process.execArgv, '--max-semi-space-size=64'],
      // Our standard output carries one line only.
      stdio: ['ignore', 2, 2, 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let orders = 0;
  child.on('message', (message) => {
    const answer = Answer.parse(message);
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('trouble' in answer) asker?.reject(new Error(`${as}: ${answer.trouble}`));
    else asker?.resolve(answer.result);
  });
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`the process of the ${as} ended`));
  });
  if (child.pid === undefined) throw new Error(`the process of the ${as} cannot be started`);
  return {
    pid: child.pid,
    async ask(schema, order) {
      const id = (orders += 1);
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, order });
      return schema.parse(await answered);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(late);
    },
  };
}

/** The other side: does what the parent process orders until that process is gone. */
export function serve(perform: (order: Order) => Promise<unknown>): void {
  process.on('message', (message) => {
    const { id, order } = Message.parse(message);
    perform(order).then(
      (result) => process.send?.({ id, result }),
      (error: unknown) =>
        process.send?.({
          id,
          trouble: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    );
  });
  process.once('disconnect', () => process.exit());
}
