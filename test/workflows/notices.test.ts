import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { mailer } from '../../src/main/mail.ts';
import { harvested } from '../support/harvested.ts';
import { installation, until, type Installation } from '../support/installation.ts';

interface Call {
  headers: Record<string, unknown>;
  body: string;
}

describe('notifications', () => {
  const calls: Call[] = [];
  const mails: string[] = [];
  let refusals = 0;
  let hook: Server;
  let post: TcpServer;
  let navette: Installation;
  let portal: CkanSandbox;

  before(async () => {
    hook = createHttpServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          return response.writeHead(503).end();
        }
        calls.push({ headers: request.headers, body });
        return response.end('ok');
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    post = createTcpServer((socket) => {
      let letter: string | undefined;
      socket.write('220 mail\r\n');
      socket.on('data', (chunk) => {
        for (const line of String(chunk).split('\r\n')) {
          if (letter !== undefined) {
            if (line === '.') {
              mails.push(letter);
              letter = undefined;
              socket.write('250 taken\r\n');
            } else letter += `${line}\n`;
          } else if (/^DATA/i.test(line)) {
            letter = '';
            socket.write('354 go on\r\n');
          } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
          else if (line !== '') socket.write('250 ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', resolve));
    portal = await startCkan({ seed: 20 });
    navette = await installation({ HOOK: 'a-key-of-the-hook' });
    navette.wired.ports.mail = mailer(
      `smtp://127.0.0.1:${(post.address() as AddressInfo).port}`,
      'navette@example.org',
    );
    await navette.startWorkers();
    await navette.control.apply(
      [
        {
          id: 'told',
          adapter: 'ckan',
          title: 'Portail de la région',
          settings: { url: portal.url },
          harvest: { absences: 1, grace: '0s', removalShare: 0.01 },
          notify: {
            webhook: {
              url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`,
              secret: 'env:HOOK',
            },
            email: ['owner@example.org'],
          },
        },
      ],
      { retireOthers: false },
    );
  });
  after(async () => {
    await navette.close();
    await portal.close();
    hook.close();
    post.close();
  });

  it('tell of a change of state, signed and in two languages, and not of each run', async () => {
    await harvested(navette, 'told');
    assert.deepEqual([calls.length, mails.length], [0, 0], 'all is well from the start');
    portal.faults.add({ match: { path: 'package_search' }, action: { status: 403, headers: {} } });
    refusals = 2;
    const run = await harvested(navette, 'told');
    assert.equal(run.state, 'failed', run.reason);
    await until('the call, after two refusals', () => calls.length === 1, 60_000);
    const [{ headers, body } = { headers: {}, body: '' }] = calls;
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-navette-signature'])) ?? [];
    assert.equal(mac, createHmac('sha256', 'a-key-of-the-hook').update(`${seconds}.${body}`).digest('hex'));
    const told = JSON.parse(body) as {
      before: string;
      after: string;
      text: { fr: string; en: string };
      run: { id: string };
    };
    assert.deepEqual([told.before, told.after, told.run.id], ['ok', 'failing', run.id]);
    assert.match(told.text.fr, /Portail de la région.*a échoué/);
    assert.match(told.text.en, /Portail de la région.*failed/);
    await until('the mail', () => mails.length === 1, 60_000);
    assert.match(mails[0] ?? '', /Subject: .*told/);
    await harvested(navette, 'told');
    assert.deepEqual([calls.length, mails.length], [1, 1], 'still failing is nothing new');
    portal.faults.clear();
    await harvested(navette, 'told');
    await until('the good news', () => calls.length === 2 && mails.length === 2, 60_000);
    assert.match(calls[1]?.body ?? '', /"after":"ok"/);
  });
});
