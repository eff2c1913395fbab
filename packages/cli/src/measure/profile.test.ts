/** Times joined with costs: sums add up, and the roofline is the longer of arithmetic and traffic. */
import { input, matmul, plan, program, relu, sum } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { planBytes, planFlops, profilePlan } from './profile.ts';
import { drawTimeline } from './timeline-figure.ts';

const a = input('a', [8, 16]);
const b = input('b', [16, 4]);
const planned = plan(program({ name: 'small', inputs: [a, b], outputs: { total: sum(relu(matmul(a, b))) } }));
// 1 GF/s and 1 GB/s: an operation and a byte take a nanosecond each.
const peak = { threads: 1, gigaflops: 1, fused: false, gigabytes: 1 };
const timesOf = (seconds: readonly number[]) => seconds.map((each) => ({ seconds: each, best: each }));

describe('profilePlan', () => {
  const product = planned.steps.findIndex(({ kind }) => kind === 'matmul');
  const times = timesOf(planned.steps.map((_, at) => (at + 1) * 1e-6));
  const profile = profilePlan(planned, times, peak);

  it('adds up', () => {
    const seconds = times.reduce((total, each) => total + each.seconds, 0);
    expect(profile.seconds).toBeCloseTo(seconds, 15);
    expect(profile.steps.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 12);
    expect(profile.flops).toBe(planFlops(planned));
    expect(profile.bytes).toBe(planBytes(planned));
    expect(profile.gigaflops).toBeCloseTo(profile.flops / seconds / 1e9, 12);
  });

  it('knows what a product costs and how far it is from the roofline', () => {
    const step = profile.steps[product]!;
    expect(step).toMatchObject({ kind: 'matmul', label: '8×16×4', flops: 2 * 8 * 16 * 4, bytes: 4 * (128 + 64 + 32) });
    expect(step.gigaflops).toBeCloseTo(1024 / step.seconds / 1e9, 12);
    // 1,024 operations take longer than 896 bytes.
    expect(step.roofline).toBeCloseTo(1024e-9 / step.seconds, 12);
    // With arithmetic ten times as fast the bytes are what it waits for.
    const slower = profilePlan(planned, times, { ...peak, gigaflops: 10 }).steps[product]!;
    expect(slower.roofline).toBeCloseTo(896e-9 / step.seconds, 12);
  });

  it('gives no rate for a step too short to time', () => {
    const [first] = profilePlan(planned, timesOf(planned.steps.map((_, at) => (at === 0 ? 0 : 1e-6))), peak).steps;
    expect(first).toMatchObject({ seconds: 0, gigaflops: null, gigabytes: null, roofline: null });
  });

  it('refuses times of another plan', () => {
    expect(() => profilePlan(planned, times.slice(1), peak)).toThrow(RangeError);
  });
});

describe('drawTimeline', () => {
  it('draws a bar and a line for each step, and says what is longest', () => {
    const times = timesOf(planned.steps.map((_, at) => (at === 0 ? 7e-6 : 1e-6)));
    const svg = drawTimeline(profilePlan(planned, times, peak), 'small <plan>');
    expect(svg).toContain('small &lt;plan&gt;');
    expect(svg).toContain(`the longest is step 0, ${planned.steps[0]!.kind}`);
    for (const { kind } of planned.steps) expect(svg).toContain(`>${kind}  `);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
