const MICROS_PER_MS = 1_000;

/** Time in microseconds that never stands still: two changes never share a timestamp, as on a real portal. */
export class Clock {
  #last = 0;

  micros(): number {
    this.#last = Math.max(this.#last + 1, Date.now() * MICROS_PER_MS);
    return this.#last;
  }

  /** After a restart, no new change may be older than what was stored. */
  notBefore(micros: number): void {
    this.#last = Math.max(this.#last, micros);
  }
}

/** `2026-01-31T10:00:00.123456`, the way Python writes it; the caller adds a zone if its portal does. */
export function microsText(micros: number): string {
  const seconds = new Date(Math.floor(micros / MICROS_PER_MS)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

export function microsOf(text: string): number {
  const [head = '', fraction = ''] = text.replace(/(Z|\+00:00)$/, '').split('.');
  return Date.parse(`${head}Z`) * MICROS_PER_MS + Number(fraction.padEnd(6, '0').slice(0, 6));
}
