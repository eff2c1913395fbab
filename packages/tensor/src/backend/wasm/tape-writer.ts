/** Writes instructions as the kernels read them: one after the other, in 32-bit words without gaps. */
import { InternalError } from '../../errors.ts';
import { instructionSize, tapeInstructions, tapeSize } from './generated/opcode.ts';
import type { Partition } from './partition.ts';

export class TapeWriter {
  #bytes = new DataView(new ArrayBuffer(4096));
  #length = tapeInstructions;
  #waits = false;

  /** Offset of the next byte from the first instruction. */
  get position(): number {
    return this.#length - tapeInstructions;
  }

  /** Starts an instruction whose work is shared out as `partition.ts` says. Returns its offset, for `end`. */
  begin(opcode: number, { units, chunk }: Partition): number {
    const { position } = this;
    this.word(opcode)
      .word(0)
      .word(units)
      .word(chunk)
      .word(this.#waits ? 1 : 0);
    this.#waits = false;
    return position;
  }

  /** Makes the next instruction wait until all before it are done. */
  wait(): void {
    this.#waits = true;
  }

  end(start: number): void {
    this.patch(start + instructionSize, this.position - start);
  }

  /** A whole instruction of plain words. */
  instruction(opcode: number, partition: Partition, words: readonly number[]): void {
    const start = this.begin(opcode, partition);
    for (const word of words) this.word(word);
    this.end(start);
  }

  /** An unsigned or signed 32-bit word. */
  word(value: number): this {
    if (!Number.isInteger(value) || value < -0x80000000 || value > 0xffffffff) {
      throw new InternalError(`${value} does not fit a word of the tape`);
    }
    this.#reserve(4);
    this.#bytes.setUint32(this.#length, value >>> 0, true);
    this.#length += 4;
    return this;
  }

  f32(value: number): this {
    this.#reserve(4);
    this.#bytes.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#reserve(8);
    this.#bytes.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  /** Overwrites the word at an offset from the first instruction. */
  patch(position: number, value: number): void {
    this.#bytes.setUint32(tapeInstructions + position, value, true);
  }

  /** The tape: header and all instructions. */
  finish(): Int32Array {
    this.#bytes.setUint32(tapeSize, this.position, true);
    return new Int32Array(this.#bytes.buffer, 0, this.#length / 4);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.byteLength) return;
    const larger = new ArrayBuffer(this.#bytes.byteLength * 2);
    new Uint8Array(larger).set(new Uint8Array(this.#bytes.buffer));
    this.#bytes = new DataView(larger);
  }
}
