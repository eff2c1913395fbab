/** Cuts a tape into tapes of one plan step each, copies in the device's memory, so that steps can be run alone. */
import { tapeInstructions, tapeSize } from './generated/opcode.ts';
import type { DeviceMemory } from './memory.ts';

/**
 * @param tape address of the whole tape
 * @param starts for each step the offset of its first instruction
 * @returns the address of a tape for each step, then that of an empty one
 */
export function splitTape(
  memory: DeviceMemory,
  tape: number,
  starts: readonly number[],
): { readonly tapes: readonly number[]; free(): void } {
  const words = (address: number, bytes: number): Int32Array => memory.view('i32', address, bytes / 4) as Int32Array;
  const size = words(tape + tapeSize, 4)[0]!;
  const ranges = [...starts.map((from, step) => ({ from, to: starts[step + 1] ?? size })), { from: size, to: size }];
  const tapes = ranges.map(({ from, to }) => {
    const address = memory.allocate(tapeInstructions + to - from);
    words(address + tapeSize, 4)[0] = to - from;
    words(address + tapeInstructions, to - from).set(words(tape + tapeInstructions + from, to - from));
    return address;
  });
  return {
    tapes,
    free: () => {
      for (const address of tapes) memory.free(address);
    },
  };
}
