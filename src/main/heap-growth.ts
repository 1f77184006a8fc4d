import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Above, V8 lets a heap grow at least as much by itself. */
const SMALL_BYTES = 1024 ** 3;
const GROWTH_PERCENT = 60;

/**
 * In a heap whose size is bounded tightly V8 collects everything again after it has grown by a few MB, and counts buffers
 * among them: a harvest, whose pages come and go, then spends a quarter of its time so. More growth between two collections
 * costs no more at the peak, which the bound decides.
 */
export function letHeapGrow(): void {
  if (getHeapStatistics().heap_size_limit < SMALL_BYTES)
    setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
