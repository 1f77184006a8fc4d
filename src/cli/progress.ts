import type { Sink } from './output.ts';
import { cut, duration } from './table.ts';

/** Where there is no terminal to redraw a line on, one comes this often. */
const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 24;
const COLUMNS_USUAL = 80;

/** How far something is: one line that is drawn again on a terminal, a line every few seconds elsewhere. */
export class Progress {
  readonly #sink: Sink;
  readonly #label: string;
  readonly #now: () => number;
  readonly #startedAt: number;
  #lastLineAt: number;
  #first: number | undefined;
  #drawn = false;

  constructor(sink: Sink, label: string, now: () => number = Date.now) {
    this.#sink = sink;
    this.#label = label;
    this.#now = now;
    this.#startedAt = now();
    this.#lastLineAt = this.#startedAt;
  }

  update(done: number, total: number | undefined, note = ''): void {
    this.#first ??= done;
    if (this.#sink.isTTY === true) {
      const line = `${this.#label} ${bar(done, total)} ${this.#words(done, total, note)}`;
      const columns = this.#sink.columns ?? COLUMNS_USUAL;
      this.#sink.write(`\r\u001b[2K${cut(line, columns - 1)}`);
      this.#drawn = true;
    } else if (this.#now() - this.#lastLineAt >= LINE_EVERY_MS) {
      this.#sink.write(`${this.#label}: ${this.#words(done, total, note)}\n`);
      this.#lastLineAt = this.#now();
    }
  }

  /** Takes the line away, so that what is said next starts on a clean one. */
  end(): void {
    if (this.#drawn) this.#sink.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #words(done: number, total: number | undefined, note: string): string {
    const elapsedMs = this.#now() - this.#startedAt;
    const perSecond = elapsedMs > 0 ? ((done - (this.#first ?? 0)) * 1_000) / elapsedMs : 0;
    const left =
      total !== undefined && perSecond > 0 && total > done
        ? `, ${duration(((total - done) / perSecond) * 1_000)} left`
        : '';
    const rate = perSecond > 0 ? `, ${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s` : '';
    return `${done}${total === undefined ? '' : `/${total}`}${rate}${left}${note === '' ? '' : `, ${note}`}`;
  }
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return '·'.repeat(BAR_WIDTH);
  const full = Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH));
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}
