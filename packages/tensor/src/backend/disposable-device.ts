/**
 * What lets `await using` close a device. The symbol is younger than some engines that run inkgrad; there the method is
 * absent, and nothing is added to `Symbol`, which belongs to the program.
 */
import { closedBy } from '../host/disposal.ts';

export abstract class DisposableDevice {
  declare [Symbol.asyncDispose]: () => Promise<void>;

  static {
    closedBy(DisposableDevice, 'asyncDispose');
  }

  abstract dispose(): Promise<void>;
}
