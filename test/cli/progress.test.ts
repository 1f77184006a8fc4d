import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'mocha';
import { Progress } from '../../src/cli/progress.ts';
import { table } from '../../src/cli/table.ts';

function sink(isTTY: boolean, columns = 100) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns });
  return { stream, text: () => String(stream.read() ?? '') };
}

describe('Progress', () => {
  it('draws one line again and again on a terminal, with rate and time left', () => {
    const { stream, text } = sink(true);
    let now = 0;
    const progress = new Progress(stream, 'harvest lyon', () => now);
    progress.update(0, 100);
    now = 2_000;
    progress.update(50, 100);
    assert.equal(
      text(),
      '\r\u001b[2Kharvest lyon ░░░░░░░░░░░░░░░░░░░░░░░░ 0/100\r\u001b[2Kharvest lyon ████████████░░░░░░░░░░░░ 50/100, 25/s, 2.0 s left',
    );
    progress.end();
    assert.equal(text(), '\r\u001b[2K');
  });

  it('stays within the terminal', () => {
    const { stream, text } = sink(true, 20);
    new Progress(stream, 'a label that is long', () => 0).update(1, 2);
    assert.equal(text().replace('\r\u001b[2K', '').length, 19);
  });

  it('writes a line every few seconds elsewhere', () => {
    const { stream, text } = sink(false);
    let now = 0;
    const progress = new Progress(stream, 'push', () => now);
    for (now = 0; now <= 11_000; now += 1_000) progress.update(now / 1_000, undefined);
    progress.end();
    assert.equal(text(), 'push: 5, 1.0/s\npush: 10, 1.0/s\n');
  });
});

describe('table', () => {
  it('aligns columns, numbers to the right, and keeps a cell on its line', () => {
    assert.equal(
      table(
        ['NAME', 'COUNT', 'WHY'],
        [
          ['é\u0301a', '5', 'a\nb'],
          ['bbbbb', '1234', ''],
        ],
      ),
      'NAME   COUNT  WHY\né\u0301a         5  a b\nbbbbb   1234',
    );
  });
});
