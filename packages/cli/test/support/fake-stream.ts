/** A write stream that keeps what is written, in place of stdout or stderr. */
import type { WritableStreamLike } from '../../src/terminal/output.ts';

export interface FakeStream extends WritableStreamLike {
  text: string;
  columns: number;
  fail(code: string): void;
}

export function fakeStream(options: { isTTY?: boolean; columns?: number; colorDepth?: number } = {}): FakeStream {
  const { isTTY = false, columns = 80, colorDepth = 24 } = options;
  const listeners: ((error: NodeJS.ErrnoException) => void)[] = [];
  return {
    text: '',
    isTTY,
    columns,
    getColorDepth: () => colorDepth,
    write(text, callback) {
      this.text += text;
      callback?.();
      return true;
    },
    on: (_, listener) => listeners.push(listener),
    fail(code) {
      for (const listener of listeners) listener(Object.assign(new Error(code), { code }));
    },
  };
}
