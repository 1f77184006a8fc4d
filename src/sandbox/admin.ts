import { FaultSpec, type Faults } from './faults.ts';
import { isObject, wordOf } from './json.ts';
import type { RequestLog } from './log.ts';

export interface AdminTarget {
  faults: Faults;
  log: RequestLog;
  imitation: { marked(): Record<string, string[]>; configure(switches: Record<string, unknown>): void };
  latencyMs: number;
}

export interface AdminAnswer {
  status: number;
  body: unknown;
}

/** The door for tests: faults, log and switches of one portal, under a path that no real portal has. */
export function administer(target: AdminTarget, method: string, path: string, body: Buffer): AdminAnswer {
  const route = `${method} ${path.slice('/__sandbox/'.length)}`;
  switch (route) {
    case 'POST faults':
      return addFaults(target, body);
    case 'GET faults':
      return { status: 200, body: target.faults.list() };
    case 'DELETE faults':
      target.faults.clear();
      return { status: 200, body: {} };
    case 'GET log':
      return { status: 200, body: target.log.entries() };
    case 'DELETE log':
      target.log.clear();
      return { status: 200, body: {} };
    case 'GET summary':
      return { status: 200, body: { ...target.log.summary(), marked: target.imitation.marked() } };
    case 'POST switches':
      return configure(target, body);
    default:
      return { status: 404, body: { message: `no ${route}` } };
  }
}

/** Takes one fault or a list of them. */
function addFaults({ faults }: AdminTarget, body: Buffer): AdminAnswer {
  const parsed = FaultSpec.or(FaultSpec.array()).safeParse(jsonOf(body));
  if (!parsed.success) return { status: 400, body: { message: parsed.error.message } };
  for (const spec of [parsed.data].flat()) faults.add(spec);
  return { status: 200, body: faults.list() };
}

function configure(target: AdminTarget, body: Buffer): AdminAnswer {
  const switches = jsonOf(body);
  if (!isObject(switches)) return { status: 400, body: { message: 'expecting an object' } };
  const { latencyMs, ...rest } = switches;
  if (typeof latencyMs === 'number') target.latencyMs = latencyMs;
  try {
    target.imitation.configure(rest);
    return { status: 200, body: {} };
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : wordOf(error) } };
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
