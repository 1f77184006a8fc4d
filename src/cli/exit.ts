/** Exit codes, as `navette --help` tells them. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** Done, but something failed, was refused or was set aside. */
  trouble: 1,
  /** Wrong usage or configuration; nothing was done. */
  usage: 2,
  /** The API or a remote could not be reached. */
  unreachable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for the person at the keyboard. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
