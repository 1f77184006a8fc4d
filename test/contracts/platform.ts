import { after, before, describe } from 'mocha';
import { PlatformBench, type PlatformUnderTest } from './platform/bench.ts';
import { promiseData } from './platform/data.ts';
import { promiseGoing } from './platform/going.ts';
import { promisePages } from './platform/pages.ts';
import { promiseHostility } from './platform/hostile.ts';
import { promiseThereAndBack } from './platform/there-and-back.ts';
import { promiseTogether } from './platform/together.ts';
import { promiseWriting } from './platform/writing.ts';

const PATIENCE_MS = 60_000;

/** What every platform promises, wherever its datasets are. */
export function platformContract(name: string, open: () => Promise<PlatformUnderTest>): void {
  describe(`platform contract: ${name}`, function () {
    this.timeout(PATIENCE_MS);
    let bench: PlatformBench | undefined;
    const on = (): PlatformBench => {
      if (bench === undefined) throw new RangeError('the platform is not open');
      return bench;
    };

    before(async () => {
      bench = new PlatformBench(await open());
    });
    after(() => bench?.under.close());

    promiseWriting(on);
    promiseThereAndBack(on);
    promiseGoing(on);
    promisePages(on);
    promiseHostility(on);
    promiseTogether(on);
    promiseData(on);
  });
}
