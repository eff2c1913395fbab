/**
 * The tape on several threads over one shared memory. Every thread walks the same tape and takes its own part of each
 * instruction, always the same part, so that what it wrote is still in its cache when it reads it. It waits for the
 * others only where an instruction says so. Waiting spins for some microseconds, then sleeps.
 */
import { execute } from './execute';
import {
  commandThreads,
  controlArrived,
  controlBarriers,
  controlCommands,
  controlErrorIndex,
  controlErrorInstruction,
  controlErrorLock,
  controlErrorPosition,
  controlIdle,
  controlScratch,
  controlScratchBytes,
  controlSleepers,
  controlSteps,
  controlStop,
  controlTape,
  controlThreads,
  instructionChunk,
  instructionSize,
  instructionUnits,
  instructionWaits,
  scratchErrorIndex,
  scratchErrorPosition,
  tapeInstructions,
  tapeSize,
} from './opcode';

export { run } from './index';

/** Looks at a word before sleeping over it: some tens of microseconds, longer than most instructions take. */
const spins: u32 = 20000;

/** Returns once the word at `address` is no longer `value`. `sleepers` counts the threads that sleep over it. */
function waitWhile(address: usize, value: i32, sleepers: usize, maySleep: bool): void {
  for (let left: u32 = spins; left > 0; left--) if (atomic.load<i32>(address) != value) return;
  while (atomic.load<i32>(address) == value) {
    if (!maySleep) continue;
    atomic.add<i32>(sleepers, 1);
    atomic.wait<i32>(address, value, -1);
    atomic.sub<i32>(sleepers, 1);
  }
}

function wake(address: usize, sleepers: usize): void {
  if (atomic.load<i32>(sleepers) > 0) atomic.notify(address, -1);
}

/** Waits until every thread that takes part is here. */
function barrier(control: usize, maySleep: bool): void {
  const barriers = atomic.load<i32>(control + controlBarriers);
  const threads = load<i32>(control + controlThreads);
  if (atomic.add<i32>(control + controlArrived, 1) + 1 < threads) {
    waitWhile(control + controlBarriers, barriers, control + controlSleepers, maySleep);
    return;
  }
  store<i32>(control, load<i32>(control, controlErrorInstruction) < 0 ? 0 : 1, controlStop);
  atomic.store<i32>(control + controlArrived, 0);
  // An addition, not a store: it is a full fence in every engine, so that whoever goes to sleep is either seen by `wake`
  // or sees the barrier passed. V8's atomic store let the look at the sleepers overtake it, and a thread slept on.
  atomic.add<i32>(control + controlBarriers, 1);
  wake(control + controlBarriers, control + controlSleepers);
}

/** Keeps the error that one thread alone would have met first. */
function reportError(control: usize, offset: i32, scratch: usize): void {
  const index = load<u32>(scratch, scratchErrorIndex);
  const position = load<u32>(scratch, scratchErrorPosition);
  while (atomic.cmpxchg<i32>(control + controlErrorLock, 0, 1) != 0) {}
  const known = load<i32>(control, controlErrorInstruction);
  if (known < 0 || offset < known || (offset == known && position < load<u32>(control, controlErrorPosition))) {
    store<i32>(control, offset, controlErrorInstruction);
    store<u32>(control, index, controlErrorIndex);
    store<u32>(control, position, controlErrorPosition);
  }
  atomic.store<i32>(control + controlErrorLock, 0);
}

/** Where a thread's units begin: whole chunks, as even as they go (`src/backend/wasm/partition.ts` counts alike). */
@inline
function firstUnit(instruction: usize, thread: usize, threads: usize): usize {
  const units = load<usize>(instruction, instructionUnits);
  const chunk = load<usize>(instruction, instructionChunk);
  const chunks = (units + chunk - 1) / chunk;
  return min(units, ((chunks * thread + threads - 1) / threads) * chunk);
}

/** One thread's part in the command that `control` holds. */
function work(control: usize, thread: usize, maySleep: bool): void {
  const tape = load<usize>(control, controlTape);
  const first = tape + tapeInstructions;
  const end = first + load<u32>(tape, tapeSize);
  const scratch = load<usize>(control, controlScratch) + thread * load<usize>(control, controlScratchBytes);
  const threads = load<usize>(control, controlThreads);
  for (let steps = load<u32>(control, controlSteps); steps > 0; steps--) {
    for (let instruction = first; instruction < end; instruction += load<u32>(instruction, instructionSize)) {
      if (load<u32>(instruction, instructionWaits) != 0) {
        barrier(control, maySleep);
        if (load<i32>(control, controlStop) != 0) return;
      }
      const begin = firstUnit(instruction, thread, threads);
      const stop = firstUnit(instruction, thread + 1, threads);
      if (begin < stop && execute(instruction, begin, stop, scratch)) {
        reportError(control, <i32>(instruction - first), scratch);
      }
    }
    barrier(control, maySleep);
    if (load<i32>(control, controlStop) != 0) return;
  }
}

/** A worker's life: its part in one command after the other, `seen` having been given before it came. Never returns. */
export function serve(control: usize, thread: usize, seen: i32): void {
  while (true) {
    waitWhile(control + controlCommands, seen, control + controlIdle, true);
    // Who does not take part may look late and find a later command; one that it does take part in waits for it. So
    // whether it does must be read with the command, in one word.
    seen = atomic.load<i32>(control + controlCommands);
    if (thread < <usize>(seen & (commandThreads - 1))) work(control, thread, true);
  }
}

/**
 * Runs a tape `steps` times on `threads` threads, this one and the first of those that serve. `scratch` holds
 * `scratchBytes` for each of them. Returns −1, or the offset of the first instruction that met an index out of range
 * (see controlErrorIndex).
 */
export function runShared(
  control: usize,
  tape: usize,
  steps: u32,
  scratch: usize,
  scratchBytes: usize,
  threads: i32,
  maySleep: bool,
): i32 {
  // Without a step there is no barrier that keeps the command until every thread has read it.
  if (steps == 0) return -1;
  store<usize>(control, tape, controlTape);
  store<u32>(control, steps, controlSteps);
  store<usize>(control, scratch, controlScratch);
  store<usize>(control, scratchBytes, controlScratchBytes);
  store<i32>(control, threads, controlThreads);
  store<i32>(control, -1, controlErrorInstruction);
  const last = atomic.load<i32>(control + controlCommands);
  const next = (last & ~(commandThreads - 1)) + commandThreads + threads;
  // An addition for the fence, as in `barrier`.
  atomic.add<i32>(control + controlCommands, next - last);
  wake(control + controlCommands, control + controlIdle);
  work(control, 0, maySleep);
  return load<i32>(control, controlErrorInstruction);
}
