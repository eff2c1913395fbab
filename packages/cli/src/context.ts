/** What every command gets beside its own options: the terminal, the environment, the interrupt. No globals. */
import type { Interrupt } from './interrupt.ts';
import type { Environment, Terminal } from './terminal/output.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** The version of inkgrad. */
  readonly version: string;
  readonly interrupt: Interrupt;
  /**
   * Takes what `--json` prints: one object, and nothing else. It is printed when the command ends; an error that ends it
   * stands in it beside what is there.
   */
  answer(object: object): void;
}
