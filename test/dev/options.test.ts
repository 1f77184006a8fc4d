import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseOptions } from '../../src/main/dev/options.ts';

describe('options of temporal-dev.sh', () => {
  it('keep datasets in Navette itself unless a demonstration is to show Data Fair', () => {
    assert.equal(parseOptions(['--demo'], '/project').platform, 'embedded');
    const shown = parseOptions(['--demo', '--platform', 'data-fair-sandbox'], '/project');
    assert.equal(shown.platform, 'data-fair-sandbox');
  });

  it('refuse the sandbox Data Fair without the demonstration that it is part of', () => {
    assert.throws(
      () => parseOptions(['--platform', 'data-fair-sandbox'], '/project'),
      /--platform data-fair-sandbox.*--demo/,
    );
  });
});
