import { createTransport } from 'nodemailer';
import type { Ports } from '../../activities/ports.ts';
import { RemoteFault } from '../faults.ts';

/** Longest wait for the mail server at each step. */
const ANSWER_MS = 30_000;
/** Answers by which a mail server says that it will never take this. */
const REFUSED_MIN = 500;

/** Sends through the mail server at an address such as `smtps://user:password@mail.example.org`. */
export function mailer(smtpUrl: string, from: string): NonNullable<Ports['mail']> {
  const host = new URL(smtpUrl).host;
  return async ({ to, subject, text, id }) => {
    const transport = createTransport({
      url: smtpUrl,
      connectionTimeout: ANSWER_MS,
      greetingTimeout: ANSWER_MS,
      socketTimeout: ANSWER_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const domain = from.split('@').at(-1)?.replaceAll(/[<> ]/g, '') ?? 'navette';
      // The same id each time: a mail whose acknowledgement was lost is known again.
      await transport.sendMail({ from, to: [...to], subject, text, messageId: `<${id}@${domain}>` });
    } catch (error) {
      const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
      const refused = typeof code === 'number' && code >= REFUSED_MIN;
      const said = typeof code === 'number' ? ` with ${code}` : '';
      const message = `the mail server ${host} did not take the notification${said}`;
      throw new RemoteFault(refused ? 'refused' : 'unreachable', message, { cause: error });
    } finally {
      transport.close();
    }
  };
}
