/** The tape on one thread: all instructions of a tape, many times over, without returning to JavaScript. */
import { execute } from './execute';
import { instructionSize, instructionUnits, tapeInstructions, tapeSize } from './opcode';

/**
 * Runs a tape `steps` times. `scratch` belongs to the caller alone.
 * Returns −1, or the offset of the instruction that met an index out of range (see scratchErrorIndex).
 */
export function run(tape: usize, steps: u32, scratch: usize): i32 {
  const first = tape + tapeInstructions;
  const end = first + load<u32>(tape, tapeSize);
  for (; steps > 0; steps--) {
    for (let instruction = first; instruction < end; instruction += load<u32>(instruction, instructionSize)) {
      if (execute(instruction, 0, load<usize>(instruction, instructionUnits), scratch)) return <i32>(instruction - first);
    }
  }
  return -1;
}
