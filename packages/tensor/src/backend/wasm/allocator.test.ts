/** Properties of the allocator against a plain model: ranges never overlap, are aligned, and space comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeAllocator, rangeAlignment } from './allocator.ts';

interface Range {
  readonly start: number;
  readonly bytes: number;
}

describe('RangeAllocator', () => {
  it('hands out aligned ranges that never overlap, whatever is freed in between', () => {
    const command = fc.oneof(
      fc.record({ allocate: fc.oneof(fc.nat(300), fc.nat(100_000)) }),
      fc.record({ free: fc.nat(1000) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
        const allocator = new RangeAllocator(1000);
        const held: Range[] = [];
        for (const next of commands) {
          if ('allocate' in next) {
            const start = allocator.allocate(next.allocate);
            expect(start % rangeAlignment).toBe(0);
            expect(start).toBeGreaterThanOrEqual(1000);
            const bytes = Math.max(1, next.allocate);
            for (const other of held)
              expect(start + bytes <= other.start || other.start + other.bytes <= start).toBe(true);
            held.push({ start, bytes });
          } else if (held.length > 0) {
            const [gone] = held.splice(next.free % held.length, 1);
            allocator.free(gone!.start);
          }
          for (const { start, bytes } of held) expect(start + bytes).toBeLessThanOrEqual(allocator.top);
          expect(allocator.touched).toBeGreaterThanOrEqual(allocator.top);
        }
        for (const { start } of held) allocator.free(start);
        expect(allocator.usedBytes).toBe(0);
        expect(allocator.top).toBe(new RangeAllocator(1000).top);
      }),
      { seed: 5 },
    );
  });

  it('joins freed neighbours, so that a larger range fits where two were', () => {
    const allocator = new RangeAllocator(0);
    const [a, b, c] = [allocator.allocate(640), allocator.allocate(640), allocator.allocate(64)];
    allocator.free(b!);
    allocator.free(a!);
    expect(allocator.allocate(1280)).toBe(a);
    expect(c).toBeGreaterThan(b!);
  });

  it('refuses to free what it did not hand out, or twice', () => {
    const allocator = new RangeAllocator(0);
    const start = allocator.allocate(10);
    allocator.free(start);
    expect(() => allocator.free(start)).toThrow(/internal/);
    expect(() => allocator.free(64)).toThrow(/internal/);
  });
});
