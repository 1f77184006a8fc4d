import { z } from 'zod';
import { seeded } from './random.ts';

const Answer = z.strictObject({
  status: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});

/**
 * What happens instead of, or after, the real answer. `reset` cuts before anything is done, `reset-after-apply` once
 * the work is done, `half-body` within the answer's body, `truncate` ends the body early as if it were whole, `hang`
 * never answers, `html` answers 200 with a page, `slow` does the work and answers later, `drip` sends the true answer
 * a few bytes at a time.
 */
export const FaultAction = z.union([
  z.enum(['reset', 'reset-after-apply', 'half-body', 'truncate', 'hang', 'html']),
  z.strictObject({ slow: z.number().int().nonnegative() }),
  z.strictObject({ drip: z.number().int().positive() }),
  Answer,
]);
export type FaultAction = z.infer<typeof FaultAction>;

export const FaultSpec = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: z.string().optional() }).optional(),
  /** Matching requests let through before the first one is hit. */
  skip: z.number().int().nonnegative().optional(),
  /** Requests hit before the fault is spent; without it, all. */
  times: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  action: FaultAction,
});
export type FaultSpec = z.infer<typeof FaultSpec>;

interface Armed {
  spec: FaultSpec;
  path: RegExp | undefined;
  random: () => number;
  seen: number;
  hits: number;
}

/** The faults of one portal, first match wins. */
export class Faults {
  #armed: Armed[] = [];

  add(spec: FaultSpec): void {
    const path = spec.match?.path === undefined ? undefined : new RegExp(spec.match.path);
    this.#armed.push({ spec, path, random: seeded(spec.seed ?? 1), seen: 0, hits: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  list(): { spec: FaultSpec; hits: number }[] {
    return this.#armed.map(({ spec, hits }) => ({ spec, hits }));
  }

  take(method: string, path: string): FaultAction | undefined {
    for (const armed of this.#armed) {
      const { spec } = armed;
      if (spec.match?.method !== undefined && spec.match.method !== method) continue;
      if (armed.path !== undefined && !armed.path.test(path)) continue;
      armed.seen += 1;
      if (armed.seen <= (spec.skip ?? 0) || armed.hits >= (spec.times ?? Infinity)) continue;
      if (spec.probability !== undefined && armed.random() >= spec.probability) continue;
      armed.hits += 1;
      return spec.action;
    }
    return undefined;
  }
}
