import Mocha from 'mocha';

/** What the last line says; until a run has ended in order it counts as failed. */
const tally = { passed: 0, failed: 0, skipped: 0, ended: false };

// When the process exits nothing can be printed after it, and a run that died half-way has its line too.
process.on('exit', () => {
  const { passed, skipped, ended } = tally;
  const failed = ended ? tally.failed : Math.max(tally.failed, 1);
  if (!ended) process.exitCode ||= 1;
  if (skipped > 0) process.stdout.write(`${skipped} skipped, for want of what they need\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
});

/** Mocha's own way of telling, followed by one plain line that machines can read: `12 passed, 0 failed`. */
export default class Tally extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pass', () => {
      tally.passed += 1;
    });
    // Also told of each hook that fails.
    runner.on('fail', () => {
      tally.failed += 1;
    });
    runner.on('pending', () => {
      tally.skipped += 1;
    });
  }

  /** Called after the global teardown, whose failures are in the number. */
  override done(failures: number, finish: (failures: number) => void): void {
    tally.failed = Math.max(tally.failed, failures);
    tally.ended = true;
    finish(failures);
  }
}
