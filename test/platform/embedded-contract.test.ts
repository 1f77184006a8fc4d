import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../src/files/store.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { embeddedPlatform } from '../../src/platform/embedded/embedded.ts';
import { platformContract } from '../contracts/platform.ts';
import { database } from '../support/servers.ts';

platformContract('embedded', async () => {
  const ledger = openLedger(await database(), { connections: 8 });
  const folder = await mkdtemp(join(tmpdir(), 'navette-platform-'));
  const open = () => embeddedPlatform(ledger.db, { files: new FileStore(folder) });
  return {
    platform: open(),
    owner: 'organization:mairie',
    reopen: () => Promise.resolve(open()),
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
