/** Gather, scatter-add, concat and zeros as kernels. Indices are clamped here and checked elsewhere: kernels cannot throw. */
import type { GatherStep, ScatterAddStep } from '../../../plan/plan.ts';
import { type KernelSpec, kernelSource } from '../kernel-spec.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';
import { clampedTo } from './writer.ts';

/** Rows of a table picked by index. */
export function gatherKernel({ rows, rowLength, count }: GatherStep, table: Operand, indices: Operand): HeavyKernel {
  const wide = rowLength > 1;
  const cell = wide ? 'this.thread.y' : 'this.thread.x';
  return {
    name: `gather ${count} of ${rows} rows of ${rowLength}`,
    shape: wide ? [count, rowLength] : [count],
    operands: [table, indices],
    write(writer, finish) {
      const index = writer.element(indices, [count], [cell]);
      const element = writer.element(
        table,
        wide ? [rows, rowLength] : [rows],
        wide ? ['row', 'this.thread.x'] : ['row'],
      );
      const finished = finish('y', wide ? [cell, 'this.thread.x'] : [cell]);
      const body = [
        ...index.lines,
        `const index = ${index.value};`,
        `const row = ${clampedTo('index', rows)};`,
        ...element.lines,
        `const y = ${element.value};`,
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: wide ? [rowLength, count] : [count], components: 1, scalar: false };
    },
  };
}

export function scatterAddKernel({ rows, rowLength, count }: ScatterAddStep): KernelSpec {
  return {
    name: `scatter ${count} of ${rowLength} onto ${rows} rows`,
    source: kernelSource(2, [
      'let s = 0;',
      `for (let k = 0; k < ${count}; k++) {`,
      '  if (a1[k] === this.thread.y) { s += a0[k][this.thread.x]; }',
      '}',
      'return s;',
    ]),
    inputs: [[rowLength, count], [count]],
    output: [rowLength, rows],
    components: 1,
    scalar: false,
  };
}

/** Parts of widths `widths` side by side, for as many parts as a kernel can take. */
export function concatKernel(widths: readonly number[], outer: number): KernelSpec {
  const whole = widths.reduce((total, width) => total + width, 0);
  let start = 0;
  const cases = widths.map((width, part) => {
    const column = start === 0 ? 'this.thread.x' : `this.thread.x - ${start}`;
    start += width;
    const value = `a${part}[this.thread.y][${column}]`;
    return part === widths.length - 1 ? `return ${value};` : `if (this.thread.x < ${start}) { return ${value}; }`;
  });
  return {
    name: `concat ${widths.join(' + ')}`,
    source: kernelSource(widths.length, cases),
    inputs: widths.map((width) => [width, outer]),
    output: [whole, outer],
    components: 1,
    scalar: true,
  };
}

export const zerosKernel = (length: number): KernelSpec => ({
  name: `zeros ${length}`,
  source: kernelSource(0, ['return 0;']),
  inputs: [],
  output: [length],
  components: 1,
  scalar: false,
});

export const copyKernel = (length: number): KernelSpec => ({
  name: `copy of ${length}`,
  source: kernelSource(1, ['return a0[this.thread.x];']),
  inputs: [[length]],
  output: [length],
  components: 1,
  scalar: false,
});
