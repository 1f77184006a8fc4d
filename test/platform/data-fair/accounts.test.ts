import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../../src/faults.ts';
import { Scene } from './scene.ts';

const write = (id: string) => ({
  id,
  dataset: { kind: 'dataset' as const, id, title: { fr: id } },
  visibility: 'private' as const,
});

describe('who Navette is in Data Fair', function () {
  this.timeout(30_000);

  it('may be any account, whatever it is called, with a key of the installation', async () => {
    const names = { accountName: 'Ville 100 % « l’eau », ça', departmentName: 'Voirie & réseaux %20' };
    const scene = await Scene.open({ account: 'organization:autre:voirie', ...names });
    try {
      scene.key = scene.remote.keys.service;
      const [result] = await scene.platform.upsert([write('ailleurs')], 'test');
      assert.equal(result?.action, 'created');
      assert.deepEqual(scene.remote.dataset('ailleurs')?.owner, {
        type: 'organization',
        id: 'autre',
        name: names.accountName,
        department: 'voirie',
        departmentName: names.departmentName,
      });
      assert.equal(
        (await scene.platform.entries(['ailleurs'])).get('ailleurs')?.owner,
        'organization:autre:voirie',
      );
    } finally {
      await scene.close();
    }
  });

  it('is waited for while its key does not work, and nobody has to restart', async () => {
    const scene = await Scene.open();
    try {
      scene.key = 'no-such-key';
      const wrong = (error: unknown) => {
        assert.ok(error instanceof RemoteFault);
        assert.deepEqual([error.kind, error.retryable], ['unreachable', true]);
        assert.match(error.message, /NAVETTE_DATA_FAIR_API_KEY/);
        assert.doesNotMatch(error.message, /no-such-key/);
        return true;
      };
      await assert.rejects(scene.platform.entries(['a']), wrong);
      await assert.rejects(scene.platform.upsert([write('a')], 'test'), wrong);
      scene.key = scene.remote.key;
      assert.equal((await scene.platform.upsert([write('a')], 'test'))[0]?.action, 'created');
    } finally {
      await scene.close();
    }
  });

  it('is told which dataset a key without rights may not change', async () => {
    const scene = await Scene.open();
    try {
      scene.key = scene.remote.keys.read;
      const [result] = await scene.platform.upsert([write('b')], 'test');
      assert.ok(result?.action === 'refused');
      assert.match(result.fault.message, /may not do this/);
    } finally {
      await scene.close();
    }
  });
});
