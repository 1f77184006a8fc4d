const LOOK_MS = 30;

/** Waits for the outside world. Whatever breaks while it looks counts as not yet. Fails with `what` and the last trouble. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  ms = 30_000,
): Promise<void> {
  const end = Date.now() + ms;
  let trouble: unknown;
  for (;;) {
    try {
      if (await holds()) return;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end) throw new Error(`never came within ${ms / 1000} s: ${what}`, { cause: trouble });
    await sleep(LOOK_MS);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
