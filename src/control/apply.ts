import type { Client } from '@temporalio/client';
import { parseConnectors } from '../config/parse-connectors.ts';
import type { ConnectorConfig } from '../config/connector.ts';
import { connectors, retireConnector, saveConnector, type Connector } from '../ledger/connectors.ts';
import { announceAllLinked } from '../ledger/outbox.ts';
import { ownDatasets } from '../ledger/own.ts';
import { sameJson } from '../model/fingerprint.ts';
import { checkRules } from '../rules/check.ts';
import type { SignalDefinition } from '@temporalio/client';
import { connectorWorkflowId, importWorkflowId, retired, settingsChanged } from '../../workflows/contract.ts';
import { ControlError, type ConnectorPlan } from './control.ts';
import { applySchedules, dropSchedules } from './schedules.ts';
import type { Parts } from './parts.ts';

interface Step {
  plan: ConnectorPlan;
  config?: ConnectorConfig;
  before?: Connector;
}

/** Reads a configuration, all its mistakes at once, and says what would change. */
export async function steps(parts: Parts, list: readonly unknown[]): Promise<Step[]> {
  const { configs, issues } = parseConnectors(list, parts.adapterOf, parts.adapterKinds());
  for (const config of configs) {
    issues.push(...(await missingSecrets(parts, config, list)));
    const rules = config.harvest?.rules ?? [];
    issues.push(...(await checkRules(rules, `connectors[${placeIn(list, config.id)}].harvest.rules`)));
  }
  if (issues.length > 0) {
    const words = issues.map((issue) => `${issue.path}: ${issue.message}`).join('\n');
    throw new ControlError('invalid', `the configuration has ${issues.length} mistakes:\n${words}`, issues);
  }
  const known = new Map((await connectors(parts.db)).map((connector) => [connector.config.id, connector]));
  const wanted = configs.map((config): Step => {
    const before = known.get(config.id);
    known.delete(config.id);
    if (before === undefined) return { config, plan: { id: config.id, action: 'create', changes: [] } };
    const changes = differences(before.config, config, '');
    return {
      config,
      before,
      plan: { id: config.id, action: changes.length > 0 ? 'update' : 'unchanged', changes },
    };
  });
  const others = [...known.values()].map((before): Step => ({
    before,
    plan: { id: before.config.id, action: 'retire', changes: [] },
  }));
  return [...wanted, ...others];
}

/** Makes the configuration so. Each connector is durable before its workflow or schedule hears of it. */
export async function apply(
  parts: Parts,
  list: readonly unknown[],
  retireOthers: boolean,
): Promise<ConnectorPlan[]> {
  const todo = (await steps(parts, list)).filter((step) => retireOthers || step.plan.action !== 'retire');
  for (const step of todo) {
    if (step.plan.action === 'retire') await retire(parts, step.plan.id);
    else if (step.plan.action !== 'unchanged' && step.config !== undefined)
      await save(parts, step.config, step.before);
  }
  return todo.map((step) => step.plan);
}

async function save(parts: Parts, config: ConnectorConfig, before: Connector | undefined): Promise<void> {
  await saveConnector(parts.db, config);
  const pushing =
    before !== undefined &&
    !sameJson([before.config.push, before.config.settings], [config.push, config.settings]);
  if (config.push !== undefined && (pushing || before === undefined))
    await announceEverything(parts, config.id);
  await tellTemporal(parts, async (client) => {
    await applySchedules(client, config, before?.paused ?? false);
    if (before !== undefined) await signal(client, config.id, settingsChanged);
  });
  parts.nudger.nudge(config.id);
}

/** Takes a connector out of use. */
export async function retire(parts: Parts, connectorId: string): Promise<void> {
  await retireConnector(parts.db, connectorId);
  parts.own.stir(connectorId, await ownDatasets(parts.db, connectorId));
  await tellTemporal(parts, async (client) => {
    await dropSchedules(client, connectorId);
    await signal(client, connectorId, retired);
  });
}

/** What a connector pushes now, and what it pushed before its selection changed. Returns how many. */
export async function announceEverything(parts: Parts, connectorId: string): Promise<number> {
  await announceAllLinked(parts.db, connectorId);
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await parts.platform.page(cursor, PAGE, { state: 'active' });
    await parts.announceSelected(connectorId, page.entries);
    count += page.entries.length;
    cursor = page.next;
  } while (cursor !== undefined);
  return count;
}

const PAGE = 500;

/** What Temporal does not hear now, the sweeper tells it when it is back. */
async function tellTemporal(parts: Parts, work: (client: Client) => Promise<void>): Promise<void> {
  try {
    await work(await parts.client());
  } catch (error) {
    parts.log.warn({ error }, 'Temporal does not answer; the sweeper will make schedules and workflows');
  }
}

export async function signal(
  client: Client,
  connectorId: string,
  definition: SignalDefinition,
): Promise<void> {
  // Its pushes and its files: whichever there are.
  for (const workflowId of [connectorWorkflowId(connectorId), importWorkflowId(connectorId)]) {
    try {
      await client.workflow.getHandle(workflowId).signal(definition);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
    }
  }
}

async function missingSecrets(
  parts: Parts,
  config: ConnectorConfig,
  list: readonly unknown[],
): Promise<{ path: string; message: string }[]> {
  const adapter = parts.adapterOf(config.adapter);
  if (adapter === undefined) return [];
  const index = placeIn(list, config.id);
  const issues: { path: string; message: string }[] = [];
  for (const field of parts.secretFields(adapter)) {
    const reference = config.settings[field];
    // One that is stored through the API may come after the connector.
    if (typeof reference !== 'string' || reference.startsWith('ledger:')) continue;
    try {
      await parts.secret(config.id, field, reference);
    } catch (error) {
      issues.push({
        path: `connectors[${index}].settings.${field}`,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return issues;
}

function placeIn(list: readonly unknown[], id: string): number {
  return list.findIndex(
    (item) => typeof item === 'object' && item !== null && 'id' in item && item.id === id,
  );
}

/** `push.concurrency: 4 → 8`, field by field. */
function differences(before: unknown, after: unknown, path: string): string[] {
  if (sameJson(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
  return [`${path}: ${shown(before)} → ${shown(after)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
