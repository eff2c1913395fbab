/** Where the cells of a window lie on images [batch, height, width, channels], for convolutions and pools. */
import { instructionArguments, windowWords } from './opcode';

/** Where the arguments begin that are special to an instruction over windows; the words before are those read here. */
export const argumentsAfterWindows = instructionArguments + 4 * windowWords;

// Those of the instruction at hand. Each thread has an instance of the module, and with it variables of its own.
/** The images. */
export let source: usize = 0;
export let height: i32 = 0;
export let width: i32 = 0;
export let channels: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let windowHeight: i32 = 0;
export let windowWidth: i32 = 0;
/** Places of an image from one output position, and from one cell of the window, to the next. */
export let strideY: i32 = 0;
export let strideX: i32 = 0;
export let cellY: i32 = 0;
export let cellX: i32 = 0;
/** The place of the first cell at the first output position. */
export let startY: i32 = 0;
export let startX: i32 = 0;

@inline
function word(instruction: usize, at: usize): i32 {
  return load<i32>(instruction + instructionArguments + (at << 2));
}

export function readWindows(instruction: usize): void {
  source = word(instruction, 0);
  height = word(instruction, 1);
  width = word(instruction, 2);
  channels = word(instruction, 3);
  outHeight = word(instruction, 4);
  outWidth = word(instruction, 5);
  windowHeight = word(instruction, 6);
  windowWidth = word(instruction, 7);
  strideY = word(instruction, 8);
  strideX = word(instruction, 9);
  cellY = word(instruction, 10);
  cellX = word(instruction, 11);
  startY = word(instruction, 12);
  startX = word(instruction, 13);
}
