import type { Command } from 'commander';
import { z } from 'zod';
import { Health, Probe, Status, Waiting, type Latency } from '../answers.ts';
import type { AddCommands } from '../cli.ts';
import { CliFailure, EXIT } from '../exit.ts';
import { readSecret } from '../input.ts';
import { wholeNumber } from '../options.ts';
import { rawList, rawObject } from '../raw.ts';
import { duration, list, moment, table } from '../table.ts';

const Statuses = z.object({ connectors: z.array(Status) });

export const connectorCommands: AddCommands = (program, session, done) => {
  const { out } = session;

  program
    .command('connectors')
    .description('the connectors and their configuration')
    .action(async () => {
      const { data, raw } = await (await session.api()).get(Statuses, ['connectors']);
      await out.result(rawList(raw, 'connectors'), () =>
        table(
          ['CONNECTOR', 'ADAPTER', 'DOES', 'TITLE'],
          data.connectors.map((each) => [
            each.config.id,
            each.config.adapter,
            does(each),
            each.config.title ?? '',
          ]),
        ),
      );
      done(EXIT.done);
    });

  program
    .command('status')
    .description('how everything is, or one connector')
    .argument('[connector]')
    .action(async (id: string | undefined) => {
      const api = await session.api();
      if (id !== undefined) {
        const { data, raw } = await api.get(Status, ['connectors', id]);
        await out.result(raw, () => one(data));
      } else {
        const health = await api.health(Health);
        const { data, raw } = await api.get(Statuses, ['connectors']);
        await out.result(
          { health: health.data, ...rawObject(raw) },
          () => `${parts(health.data)}\n\n${all(data.connectors)}`,
        );
      }
      done(EXIT.done);
    });

  program
    .command('probe')
    .description('look whether a remote answers and what it lets us do')
    .argument('<connector>')
    .action(async (id: string) => {
      const { data, raw } = await (await session.api()).post(Probe, ['connectors', id, 'probe']);
      await out.result(raw, () =>
        list([
          ['software', data.software],
          ['title', data.title],
          ['known there as', data.identity ?? 'nobody (no key)'],
          ['rights', data.rights.join('; ')],
          ['may push', data.mayPush ? 'yes' : `no: ${data.reason ?? 'not said why'}`],
          ['records', data.records?.toString()],
        ]),
      );
      done(EXIT.done);
    });

  program
    .command('waiting')
    .description('what waits or fails, oldest change first')
    .argument('<connector>')
    .option('--limit <count>', 'at most so many', wholeNumber, 100)
    .action(async (id: string, { limit }: { limit: number }) => {
      const { data, raw } = await (
        await session.api()
      ).get(z.object({ waiting: z.array(Waiting) }), ['connectors', id, 'waiting'], { limit });
      await out.result(rawList(raw, 'waiting'), () =>
        data.waiting.length === 0
          ? 'nothing waits'
          : table(
              ['DATASET', 'STATE', 'TRIES', 'ANNOUNCED', 'NEXT', 'WHY'],
              data.waiting.map((row) => [
                row.datasetId,
                row.state,
                String(row.attempts),
                moment(row.announcedAt),
                moment(row.nextAt),
                row.fault?.message ?? '',
              ]),
            ),
      );
      done(EXIT.done);
    });

  program
    .command('retry')
    .description('make what was deferred, refused or failed due again')
    .argument('<connector>')
    .argument('[dataset...]', 'only these')
    .action(async (id: string, datasets: string[]) => {
      const body = datasets.length === 0 ? {} : { datasets };
      const { data, raw } = await (
        await session.api()
      ).post(z.object({ retried: z.number() }), ['connectors', id, 'retry'], body);
      await out.result(raw, () => `${data.retried} due again`);
      done(EXIT.done);
    });

  for (const [name, text] of [
    ['pause', 'stop pushes and harvests until resumed; changes wait'],
    ['resume', 'go on after a pause'],
  ] as const) {
    program
      .command(name)
      .description(text)
      .argument('<connector>')
      .action(async (id: string) => {
        await (await session.api()).send('POST', ['connectors', id, name]);
        await out.result({ connector: id, paused: name === 'pause' }, () => `${id}: ${name}d`);
        done(EXIT.done);
      });
  }

  secretCommand(program).action(async (id: string, field: string, surplus: string[]) => {
    if (surplus.length > 0)
      throw new CliFailure(
        EXIT.usage,
        'a secret on the command line can be seen by others: pipe it in instead',
      );
    const secret = await readSecret(session.io.stdin, out, `${field} of ${id}`);
    if (secret.trim() === '')
      throw new CliFailure(
        EXIT.usage,
        `nothing came on stdin: printf %s "$SECRET" | navette secret ${id} ${field}`,
      );
    await (await session.api()).send('PUT', ['connectors', id, 'secrets', field], { secret });
    await out.result(
      { connector: id, field, stored: true },
      () => `stored; the settings of ${id} name it as ${field}: ledger:`,
    );
    done(EXIT.done);
  });
};

function secretCommand(program: Command): Command {
  return program
    .command('secret')
    .description('store a secret, read from stdin')
    .argument('<connector>')
    .argument('<field>', 'the settings field that it is for')
    .argument('[surplus...]', 'nothing: a secret is never given here');
}

/** From a change announced until the remote had acknowledged it, or until it was seen there. */
function within(latency: Latency, stage: 'written' | 'verified'): string | undefined {
  const taken = latency[stage];
  return (
    taken &&
    `half within ${duration(taken.p50)}, 95 % within ${duration(taken.p95)}, 99 % within ${duration(taken.p99)} (${latency.pushes} pushes)`
  );
}

function does(status: Status): string {
  return [status.push && 'push', status.harvest && 'harvest'].filter((part) => part !== undefined).join(', ');
}

function parts(health: z.infer<typeof Health>): string {
  const named = [
    ['database', health.database],
    ['Temporal', health.temporal],
    ['workers', health.workers],
  ] as const;
  return named.map(([name, ok]) => `${name}: ${ok ? 'ok' : 'does not answer'}`).join(', ');
}

function all(statuses: readonly Status[]): string {
  if (statuses.length === 0) return 'no connectors yet: write connectors.yaml and say navette apply';
  const rows = statuses.map(({ config, state, push, harvest, fault }) => [
    config.id,
    state,
    ...(['waiting', 'deferred', 'refused', 'failed', 'conflict'] as const).map((name) =>
      push === undefined ? '' : String(push.outbox[name]),
    ),
    push === undefined ? '' : String(push.linked),
    push?.latency?.recent === undefined ? '' : duration(push.latency.recent.written.p95),
    harvest?.lastRun === undefined
      ? ''
      : `${harvest.lastRun.state} ${moment(harvest.lastRun.endedAt ?? harvest.lastRun.startedAt)}`,
    fault?.message ?? '',
  ]);
  return table(
    [
      'CONNECTOR',
      'STATE',
      'WAITING',
      'DEFERRED',
      'REFUSED',
      'FAILED',
      'CONFLICT',
      'LINKED',
      'P95',
      'LAST HARVEST',
      'WHY IT WAITS',
    ],
    rows,
  );
}

function one({ config, state, fault, faultSince, push, harvest, workflowUrl }: Status): string {
  const { lastRun } = harvest ?? {};
  return list([
    ['connector', `${config.id}${config.title === undefined ? '' : ` (${config.title})`}`],
    ['adapter', config.adapter],
    ['state', state],
    [
      'waits because',
      fault && `${fault.message}${faultSince === undefined ? '' : `, since ${moment(faultSince)}`}`,
    ],
    [
      'outbox',
      push &&
        Object.entries(push.outbox)
          .filter(([name]) => name !== 'oldest')
          .map(([name, count]) => `${String(count)} ${name}`)
          .join(', '),
    ],
    [
      'oldest change',
      push?.outbox.oldest &&
        `${moment(push.outbox.oldest)}, not on the remote for ${duration(Date.now() - Date.parse(push.outbox.oldest))}`,
    ],
    ['on the remote', push && `${push.linked} datasets`],
    [
      'last 24 hours',
      push &&
        Object.entries(push.outcomes)
          .map(([name, count]) => `${count} ${name}`)
          .join(', '),
    ],
    ['written, last hour', push?.latency?.hour && within(push.latency.hour, 'written')],
    ['verified, last hour', push?.latency?.hour && within(push.latency.hour, 'verified')],
    ['written, recent', push?.latency?.recent && within(push.latency.recent, 'written')],
    ['verified, recent', push?.latency?.recent && within(push.latency.recent, 'verified')],
    [
      'last harvest',
      lastRun &&
        `${lastRun.state}, ${lastRun.counts['received'] ?? 0} records${nonconforming(lastRun.counts)}, ${moment(lastRun.endedAt ?? lastRun.startedAt)} (${lastRun.id})`,
    ],
    [
      'files',
      harvest?.files &&
        Object.entries(harvest.files)
          .filter(([name, count]) => name !== 'bytesOfRun' && Number(count) > 0)
          .map(([name, count]) => `${String(count)} ${name}`)
          .join(', '),
    ],
    ['to be decided', harvest?.undecided?.map((run) => `navette run ${run}`).join(', ')],
    ['next harvests', harvest?.paused === true ? 'paused' : harvest?.next.map(moment).join(', ')],
    ['Temporal', workflowUrl],
  ]);
}

function nonconforming({ nonconforming: count = 0 }: Record<string, number>): string {
  return count === 0 ? '' : `, ${count} of those read do not conform`;
}
