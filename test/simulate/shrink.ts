import type { Story } from './story.ts';

/**
 * The story with steps left out as long as it still fails: halves first, then ever smaller parts. What depends on the moment
 * may fail only sometimes, so that the result is small rather than smallest.
 */
export async function shrunk(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  triesMax: number,
): Promise<Story> {
  let { steps } = story;
  let tries = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length && tries < triesMax;) {
      const fewer = steps.toSpliced(from, size);
      tries += 1;
      if (await fails({ ...story, steps: fewer })) steps = fewer;
      else from += size;
    }
  }
  return { ...story, steps };
}
