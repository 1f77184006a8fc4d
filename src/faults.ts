/**
 * What can go wrong with a remote, and whose move it is. A fault is never a bug of ours: those stay plain
 * errors. `scope` says how much stops: a `remote` fault stops the whole connector until a probe succeeds, a
 * `dataset` fault defers one dataset while its neighbours go on.
 */
export const FAULTS = {
  /** No answer, or 502, 503, 504, 408: connection refused, reset, DNS, TLS, deadline, half a body. */
  unreachable: { retry: true, scope: 'remote', move: 'nobody' },
  /** 429, or any answer that asks us to wait. */
  throttled: { retry: true, scope: 'remote', move: 'nobody' },
  /** 423: the remote takes no writes for now. */
  readOnly: { retry: true, scope: 'remote', move: 'remote operator' },
  /** 401, 403 on our own identity: wrong, expired or revoked key. */
  unauthorised: { retry: false, scope: 'remote', move: 'connector owner' },
  /** 500 and its kin: the remote broke on this request; may be poison in one record. */
  broken: { retry: true, scope: 'dataset', move: 'remote operator' },
  /** 400, 409 on fields, 422: the remote will not have this dataset as it is. */
  refused: { retry: false, scope: 'dataset', move: 'connector owner' },
  /** 404, 410 where something was expected. */
  absent: { retry: false, scope: 'dataset', move: 'nobody' },
  /** Somebody else wrote in between, or holds the name. */
  conflict: { retry: true, scope: 'dataset', move: 'connector owner' },
  /** HTML, cut JSON, a shape that is not the protocol's. */
  malformed: { retry: true, scope: 'dataset', move: 'remote operator' },
  /** Larger than the limit of ours that the message names. */
  tooLarge: { retry: false, scope: 'dataset', move: 'connector owner' },
  /** A file of ours that should go along is gone, cut short, or not what its description says. */
  source: { retry: true, scope: 'dataset', move: 'connector owner' },
  /** An address that this installation may not call. */
  forbiddenAddress: { retry: false, scope: 'remote', move: 'connector owner' },
  /** Our own disk has no room for the data of a remote. */
  noSpace: { retry: true, scope: 'remote', move: 'operator of this installation' },
} as const;

export type FaultKind = keyof typeof FAULTS;

/** One field that a remote refused, in its own words. `path` is the remote's: `resources[0].url`. */
export interface FieldError {
  path: string;
  message: string;
}

/** A fault as plain data: for the ledger, the API and Temporal failures. Holds no secret. */
export interface FaultReport {
  /** `internal` is a bug of ours, shown so that nothing fails in silence. */
  kind: FaultKind | 'internal';
  message: string;
  status?: number;
  retryAfterMs?: number;
  fields?: FieldError[];
}

export interface FaultDetails {
  status?: number | undefined;
  /** How long the remote asked us to wait; already capped by the client. */
  retryAfterMs?: number | undefined;
  fields?: FieldError[] | undefined;
  cause?: unknown;
}

/** The other side, or the address or key that its owner gave us, is at fault. `message` is for the person whose move it is. */
export class RemoteFault extends Error {
  override readonly name = 'RemoteFault';
  readonly kind: FaultKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly fields: FieldError[];

  constructor(kind: FaultKind, message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.fields = details.fields ?? [];
  }

  get retryable(): boolean {
    return FAULTS[this.kind].retry;
  }

  /** Whether everything for this remote should wait, or only the dataset at hand. */
  get scope(): 'remote' | 'dataset' {
    return FAULTS[this.kind].scope;
  }

  report(): FaultReport {
    return {
      kind: this.kind,
      message: this.message,
      ...(this.status === undefined ? {} : { status: this.status }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.fields.length === 0 ? {} : { fields: this.fields }),
    };
  }
}

/** The record that we made is not there any more, and nobody said that it shall be made again. */
export class RecordGone extends RemoteFault {
  constructor(message: string, details: FaultDetails = {}) {
    super('absent', message, details);
  }
}
