import { platformContract } from '../contracts/platform.ts';
import { Scene } from './data-fair/scene.ts';
import { dataFairPlatform } from '../../src/platform/data-fair/platform.ts';

for (const data of ['file', 'rows', 'attachment']) {
  platformContract(`Data Fair, data as ${data}`, async () => {
    const scene = await Scene.open({ data });
    return {
      platform: scene.platform,
      owner: scene.owner,
      reopen: () => Promise.resolve(dataFairPlatform(scene.ledger.db, scene.options)),
      close: () => scene.close(),
    };
  });
}
