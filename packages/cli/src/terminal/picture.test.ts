import { describe, expect, it } from 'vitest';
import { renderPicture } from './picture.ts';
import { visibleLength } from './text.ts';

const checker = { width: 2, height: 3, data: [0, 255, 255, 0, 128, 128] };

describe('renderPicture', () => {
  it('draws two pixels per character in 24 bits', () => {
    const [first, second] = renderPicture(checker, 24);
    expect(first).toBe('\x1b[38;2;0;0;0m\x1b[48;2;255;255;255m▀\x1b[38;2;255;255;255m\x1b[48;2;0;0;0m▀\x1b[0m');
    // The missing row below an odd height is black; equal pixels share one colour code.
    expect(second).toBe('\x1b[38;2;128;128;128m\x1b[48;2;0;0;0m▀▀\x1b[0m');
  });

  it('uses the greys of the 256-colour table', () => {
    expect(renderPicture(checker, 8)[0]).toBe('\x1b[38;5;16m\x1b[48;5;231m▀\x1b[38;5;231m\x1b[48;5;16m▀\x1b[0m');
  });

  it('shades with characters where there are no colours', () => {
    const image = { width: 3, height: 2, data: [0, 128, 255, 0, 128, 255] };
    expect(renderPicture(image, 1)).toEqual([' +@']);
  });

  it('brings a digit to 14 lines of 28 columns', () => {
    const lines = renderPicture({ width: 28, height: 28, data: new Uint8Array(784).fill(200) }, 24);
    expect(lines.map(visibleLength)).toEqual(new Array(14).fill(28));
  });
});
