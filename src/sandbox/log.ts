/** Entries kept: a long benchmark must not fill the memory; the summary counts them all. */
const ENTRIES_MAX = 200_000;

/** One request as the portal saw it. Status 0: the connection ended without an answer. */
export interface LogEntry {
  at: string;
  method: string;
  path: string;
  status: number;
  datasetId?: string;
  write: boolean;
  startedAt: number;
  endedAt: number;
  fault?: string;
}

export interface DatasetSummary {
  /** Write requests that named this dataset, whatever became of them. */
  writes: number;
  /** Of those, the ones that changed it. */
  applied: number;
  concurrentWritesMax: number;
}

interface Counted extends DatasetSummary {
  inFlight: number;
}

/** Everything that was asked of one portal, and how many writes to one dataset overlapped. */
export class RequestLog {
  #entries: LogEntry[] = [];
  readonly #datasets = new Map<string, Counted>();
  #requests = 0;

  begin(method: string, path: string): LogEntry {
    const startedAt = Date.now();
    const at = new Date(startedAt).toISOString();
    const entry: LogEntry = { at, method, path, status: 0, write: false, startedAt, endedAt: 0 };
    this.#requests += 1;
    if (this.#entries.length >= ENTRIES_MAX) this.#entries.splice(0, ENTRIES_MAX / 2);
    this.#entries.push(entry);
    return entry;
  }

  /** The request is a write to this dataset, or to the one that it is about to create. */
  writing(entry: LogEntry, datasetId: string): void {
    entry.write = true;
    entry.datasetId = datasetId;
    const counted = this.#of(datasetId);
    counted.writes += 1;
    counted.inFlight += 1;
    counted.concurrentWritesMax = Math.max(counted.concurrentWritesMax, counted.inFlight);
  }

  /** The write took effect; a create knows its record's id only now. */
  applied(entry: LogEntry, datasetId: string): void {
    if (entry.datasetId !== datasetId) {
      const provisional = entry.datasetId === undefined ? undefined : this.#datasets.get(entry.datasetId);
      if (provisional !== undefined) {
        provisional.inFlight -= 1;
        provisional.writes -= 1;
        // An overlap of two creates stays on record; nothing else about a provisional key is worth keeping.
        if (provisional.writes === 0 && provisional.concurrentWritesMax < 2)
          this.#datasets.delete(entry.datasetId ?? '');
      }
      this.writing(entry, datasetId);
    }
    this.#of(datasetId).applied += 1;
  }

  end(entry: LogEntry, status: number): void {
    entry.status = status;
    entry.endedAt = Date.now();
    if (entry.write && entry.datasetId !== undefined) this.#of(entry.datasetId).inFlight -= 1;
  }

  entries(): readonly LogEntry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
    this.#requests = 0;
    for (const [id, counted] of this.#datasets) {
      if (counted.inFlight === 0) this.#datasets.delete(id);
      else
        this.#datasets.set(id, { writes: 0, applied: 0, concurrentWritesMax: 0, inFlight: counted.inFlight });
    }
  }

  summary(): { requests: number; concurrentWritesMax: number; datasets: Record<string, DatasetSummary> } {
    const datasets: Record<string, DatasetSummary> = {};
    let concurrentWritesMax = 0;
    for (const [id, counted] of this.#datasets) {
      const { inFlight: _inFlight, ...summary } = counted;
      concurrentWritesMax = Math.max(concurrentWritesMax, summary.concurrentWritesMax);
      if (counted.writes > 0) datasets[id] = summary;
    }
    return { requests: this.#requests, concurrentWritesMax, datasets };
  }

  #of(id: string): Counted {
    const known = this.#datasets.get(id);
    if (known !== undefined) return known;
    const fresh = { writes: 0, applied: 0, concurrentWritesMax: 0, inFlight: 0 };
    this.#datasets.set(id, fresh);
    return fresh;
  }
}
