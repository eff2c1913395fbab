/** Ctrl-C as an error. In a file of its own, as the start of the command needs it and must load no other package. */

/** Ctrl-C, or a signal like it, ended the command. No mistake of anyone, so no error of inkgrad. */
export class InterruptedError extends Error {
  override readonly name: string = 'InterruptedError';
  readonly exitCode: number;

  /** @param exitCode 128 + the signal's number */
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
