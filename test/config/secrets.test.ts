import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type SecretSources, resolveSecret } from '../../src/config/secrets.ts';
import { RemoteFault } from '../../src/faults.ts';

const sources: SecretSources = {
  env: { LYON: 'from the environment', BLANK: ' \n' },
  readFile: (path) =>
    path === '/run/secrets/lyon'
      ? Promise.resolve('from a file\n')
      : Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })),
  stored: () => Promise.resolve(undefined),
};

describe('resolveSecret', () => {
  it('reads the environment, a file without its last line break, and the ledger', async () => {
    assert.equal(await resolveSecret('env:LYON', sources), 'from the environment');
    assert.equal(await resolveSecret('file:/run/secrets/lyon', sources), 'from a file');
    assert.equal(
      await resolveSecret('ledger:', { ...sources, stored: () => Promise.resolve('stored') }),
      'stored',
    );
  });

  const wrong: [string, RegExp][] = [
    ['env:NOBODY', /env:NOBODY is not set: set the environment variable NOBODY/],
    ['env:BLANK', /env:BLANK is empty/],
    ['file:/etc/other', /file:\/etc\/other cannot be read \(EACCES\)/],
    ['ledger:', /ledger: holds no secret for this field: store it with `navette secret/],
  ];
  for (const [reference, message] of wrong) {
    it(`names ${reference} when nothing is to be had there`, async () => {
      await assert.rejects(resolveSecret(reference, sources), message);
    });
  }

  it('is a fault of the connector’s owner, so that the connector waits', async () => {
    await assert.rejects(
      resolveSecret('env:NOBODY', sources),
      (error) => error instanceof RemoteFault && error.kind === 'unauthorised',
    );
  });

  it('does not repeat what is no reference', async () => {
    await assert.rejects(
      resolveSecret('hunter2hunter2', sources),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });
});
