/** How a kernel reports an index that points outside its rows: it stops there and leaves the offence in its scratch. */
import { scratchErrorIndex, scratchErrorPosition } from './opcode';

/** Always true, so that a kernel can return it. */
export function indexOutOfRange(scratch: usize, index: u32, position: u32): bool {
  store<u32>(scratch, index, scratchErrorIndex);
  store<u32>(scratch, position, scratchErrorPosition);
  return true;
}
