import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, it } from 'mocha';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { closeAll, serve } from '../http/loopback.ts';

const MIB = 1024 * 1024;
const FILE_BYTES = 64 * MIB;

/** A few pieces on their way in and out; a worker that held the file whole would need all of it. */
const GROWTH_BYTES_MAX = FILE_BYTES / 4;

const PORTALS = {
  udata: async () => {
    const portal = await startUdata();
    const { url, key, organization } = portal;
    return { settings: { url, apiKey: key, organization }, close: () => portal.close() };
  },
  ckan: async () => {
    const portal = await startCkan();
    const { url, token, organization, switches } = portal;
    switches.uploadBytesMax = 2 * FILE_BYTES;
    return { settings: { url, apiToken: token, organization }, close: () => portal.close() };
  },
};

describe('a file of 64 MiB', function () {
  this.timeout(600_000);
  afterEach(closeAll);

  for (const [kind, start] of Object.entries(PORTALS)) {
    it(`goes to ${kind} without being held in memory`, async () => {
      const portal = await start();
      const chunk = Buffer.alloc(MIB, 'arbre;espèce\n');
      const sha256 = createHash('sha256');
      for (let sent = 0; sent < FILE_BYTES; sent += MIB) sha256.update(chunk);
      const source = await serve((_, response) => {
        let sent = 0;
        const more = (): void => {
          while (sent < FILE_BYTES) {
            sent += MIB;
            if (!response.write(chunk)) return;
          }
          response.end();
        };
        response.on('drain', more);
        more();
      });
      const main = fileURLToPath(new URL('upload.main.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import=tsx',
        '--expose-gc',
        main,
        kind,
        `${source.url}/large.csv`,
        JSON.stringify(portal.settings),
      ]);
      await portal.close();
      const told = JSON.parse(stdout) as { grownBytes: number; sha256: string };
      assert.equal(told.sha256, sha256.digest('hex'));
      assert.ok(
        told.grownBytes < GROWTH_BYTES_MAX,
        `memory grew by ${Math.round(told.grownBytes / MIB)} MiB`,
      );
    });
  }
});
