import { createHmac } from 'node:crypto';
import { noticeMail, noticeWords } from './notice-words.ts';
import type { Ports } from './ports.ts';
import type { Notify } from '../src/config/connector.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { noticeOf, noticeSent, type Notice } from '../src/ledger/notices.ts';
import { run as findRun, type Run } from '../src/ledger/runs.ts';

/** Tells those who want to know of a change of state. A target that has it is not told again when another is tried once more. */
export async function notify(
  ports: Ports,
  input: { connectorId: string; runId: string },
  signal: AbortSignal,
): Promise<void> {
  const [notice, run, found] = await Promise.all([
    noticeOf(ports.db, input.runId),
    findRun(ports.db, input.runId),
    connector(ports.db, input.connectorId),
  ]);
  if (notice === undefined || run === undefined || found === undefined) return;
  const { webhook, email } = found.config.notify ?? ports.notify ?? {};
  const sent = new Set(notice.sent);
  const work: [string, () => Promise<void>][] = [];
  if (webhook !== undefined)
    work.push(['webhook', () => callWebhook(ports, webhook, found.config.title, notice, run, signal)]);
  if (email !== undefined && email.length > 0)
    work.push(['email', () => sendMail(ports, email, found.config.title, notice, run)]);
  let fault: unknown;
  for (const [target, tell] of work) {
    if (sent.has(target)) continue;
    try {
      await tell();
      sent.add(target);
      await noticeSent(ports.db, notice.id, [...sent]);
    } catch (error) {
      ports.log.warn({ connectorId: input.connectorId, target, error }, 'a notification did not arrive');
      fault ??= error;
    }
  }
  if (fault !== undefined) throw fault;
}

/** Signed over `<seconds>.<body>`, so that neither can be changed nor an old one be sent again. */
async function callWebhook(
  ports: Ports,
  { url, secret: reference }: NonNullable<Notify['webhook']>,
  title: string | undefined,
  notice: Notice,
  run: Run,
  signal: AbortSignal,
): Promise<void> {
  const secret = await ports.secret(run.connectorId, 'notify.webhook.secret', reference);
  const body = JSON.stringify({
    event: 'harvest.state',
    id: `${notice.id}`,
    connector: run.connectorId,
    ...(title === undefined ? {} : { title }),
    before: notice.before,
    after: notice.after,
    at: notice.at.toISOString(),
    text: noticeWords(run, notice, title),
    run: {
      id: run.id,
      mode: run.mode,
      state: run.state,
      counts: run.counts,
      ...(run.reason === undefined ? {} : { reason: run.reason }),
      startedAt: run.startedAt.toISOString(),
      ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt.toISOString() }),
    },
  });
  const seconds = Math.floor(Date.now() / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  await ports.http.session({ signal, secrets: [secret] }).send({
    method: 'POST',
    url,
    body,
    // The receiver knows it by its id.
    repeatable: true,
    headers: {
      'content-type': 'application/json',
      'x-navette-signature': `t=${seconds},v1=${mac}`,
      'x-navette-delivery': `${notice.id}`,
    },
  });
}

async function sendMail(
  ports: Ports,
  to: readonly string[],
  title: string | undefined,
  notice: Notice,
  run: Run,
): Promise<void> {
  if (ports.mail === undefined)
    throw new RemoteFault(
      'refused',
      'notify.email: no mail server: set NAVETTE_SMTP_URL and NAVETTE_MAIL_FROM',
    );
  await ports.mail({ to, ...noticeMail(run, notice, title), id: `navette-notice-${notice.id}` });
}
