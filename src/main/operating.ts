import { z } from 'zod';
import { applyPlan } from '../../activities/apply-plan.ts';
import { planPush } from '../../activities/plan.ts';
import type { Ports } from '../../activities/ports.ts';
import { previewHarvest } from '../../activities/preview.ts';
import { openConnector, openSession, type Opened } from '../../activities/session.ts';
import type { Adapter } from '../adapters/adapter.ts';
import { detect } from '../adapters/detect.ts';
import { ControlError } from '../control/control.ts';
import type { Parts } from '../control/parts.ts';

/** Somebody waits for the answer. */
const LOOK_MS = 60_000;
/** An address that does not answer soon is passed over: others are still to be looked at. */
const DETECT_LIMITS = { headersMs: 10_000, stallMs: 5_000, totalMs: 15_000 };
/** Below what a client of the API waits for. */
const PLAN_MS = 300_000;

const Place = z.object({
  side: z.enum(['platform', 'links']),
  cursor: z.string().optional(),
  past: z.string().optional(),
});

/** What control asks of a remote directly, with the connector's present settings and secrets. */
export function operating(
  ports: Ports,
  adapters: readonly Adapter[],
): Pick<Parts, 'remote' | 'detect' | 'planPush' | 'applyPlan' | 'previewHarvest'> {
  const open = async (connectorId: string, ms: number): Promise<Opened> => {
    const opened = await openSession(ports, connectorId, AbortSignal.timeout(ms));
    if (opened === undefined) throw new RangeError(`connector ${connectorId} is no longer in use`);
    return opened;
  };
  return {
    async remote(connectorId) {
      const { adapter, session } = await open(connectorId, LOOK_MS);
      return {
        installation: session.installation,
        async get(remoteId) {
          if (adapter.get === undefined)
            throw new ControlError('invalid', `${adapter.title} has no way to look at one record`);
          return adapter.get(session, remoteId);
        },
        find: async (mark) => adapter.find?.(session, mark),
      };
    },
    detect(address) {
      const signal = AbortSignal.timeout(LOOK_MS);
      const http = ports.http.session({ signal, secrets: [], limits: DETECT_LIMITS });
      return detect(adapters, http, address);
    },
    async planPush(connectorId, { after, ...options }) {
      const from = after === undefined ? undefined : placeIn(after);
      const { plan, next } = await planPush(ports, await open(connectorId, PLAN_MS), {
        ...options,
        ...(from === undefined ? {} : { from }),
      });
      return {
        plan,
        ...(next === undefined ? {} : { next: Buffer.from(JSON.stringify(next)).toString('base64url') }),
      };
    },
    async *previewHarvest(config, options, signal) {
      // Settings that are not saved have no past: only a saved connector is paused or not.
      yield* previewHarvest(
        ports,
        await openConnector(ports, { config, fingerprint: '', paused: false }, signal),
        options,
      );
    },
    applyPlan: async (connectorId, steps) => applyPlan(ports, await open(connectorId, PLAN_MS), steps),
  };
}

function placeIn(after: string): z.infer<typeof Place> {
  try {
    return Place.parse(JSON.parse(Buffer.from(after, 'base64url').toString('utf8')));
  } catch {
    const message = 'not the next of an earlier answer';
    throw new ControlError('invalid', `after: ${message}`, [{ path: 'after', message }]);
  }
}
