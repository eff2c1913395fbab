import { describe, expect, it } from 'vitest';
import { Dependencies, type Range } from './dependencies.ts';

const range = (from: number, to: number): Range => ({ from, to });

describe('dependencies', () => {
  it('let steps run together whose memory does not meet', () => {
    const dependencies = new Dependencies();
    expect(dependencies.mustWait([range(0, 8)], [range(8, 16)])).toBe(false);
    expect(dependencies.mustWait([range(0, 8)], [range(16, 24)])).toBe(false);
    expect(dependencies.mustWait([range(24, 32)], [])).toBe(false);
  });

  it.each([
    ['reads what was written', [range(12, 20)], [range(40, 48)]],
    ['overwrites what was written', [], [range(15, 40)]],
    ['overwrites what was read', [], [range(4, 5)]],
  ])('wait for a step that %s, and then forget it', (_, reads, writes) => {
    const dependencies = new Dependencies();
    dependencies.mustWait([range(0, 8)], [range(8, 16)]);
    expect(dependencies.mustWait(reads, writes)).toBe(true);
    expect(dependencies.mustWait([], [range(100, 104)])).toBe(false);
    expect(dependencies.mustWait([], writes)).toBe(true);
  });
});
