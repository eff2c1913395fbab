/** Gather, scatter-add, concat and zeros as kernels. Indices are clamped here and checked elsewhere: kernels cannot throw. */
import type { GatherStep, ScatterAddStep } from '../../../plan/plan.ts';
import { type KernelSpec, kernelSource } from '../kernel-spec.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';
import { clampedTo } from './writer.ts';

/** Rows picked by index from each of `outer` tables. */
export function gatherKernel(step: GatherStep, table: Operand, indices: Operand): HeavyKernel {
  const { outer, rows, rowLength, count, fromEnd } = step;
  const axes = [
    ...(outer > 1 ? [{ length: outer, rows: outer }] : []),
    { length: count, rows },
    ...(rowLength > 1 ? [{ length: rowLength, rows: rowLength }] : []),
  ];
  const names = ['this.thread.x', 'this.thread.y', 'this.thread.z'].slice(0, axes.length).reverse();
  const at = outer > 1 ? 1 : 0;
  return {
    name: `gather ${outer > 1 ? `${outer}×` : ''}${count} of ${rows} rows of ${rowLength}`,
    shape: axes.map(({ length }) => length),
    operands: [table, indices],
    write(writer, finish) {
      const index = writer.element(indices, [count], [names[at]!]);
      const element = writer.element(
        table,
        axes.map((axis) => axis.rows),
        names.with(at, 'row'),
      );
      const finished = finish('y', names);
      const body = [
        ...index.lines,
        `const given = ${index.value};`,
        ...(fromEnd ? [`const index = (given < 0) ? given + ${rows} : given;`] : ['const index = given;']),
        `const row = ${clampedTo('index', rows)};`,
        ...element.lines,
        `const y = ${element.value};`,
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: axes.map(({ length }) => length).reverse(), components: 1, scalar: false };
    },
  };
}

export function scatterAddKernel({ outer, rows, rowLength, count, fromEnd }: ScatterAddStep): KernelSpec {
  const isOwn = fromEnd ? `a1[k] === this.thread.y || a1[k] === this.thread.y - ${rows}` : 'a1[k] === this.thread.y';
  return {
    name: `scatter ${outer > 1 ? `${outer}×` : ''}${count} of ${rowLength} onto ${rows} rows`,
    source: kernelSource(2, [
      'let s = 0;',
      `for (let k = 0; k < ${count}; k++) {`,
      `  if (${isOwn}) { s += a0${outer > 1 ? '[this.thread.z]' : ''}[k][this.thread.x]; }`,
      '}',
      'return s;',
    ]),
    inputs: [[rowLength, count, ...(outer > 1 ? [outer] : [])], [count]],
    output: [rowLength, rows, ...(outer > 1 ? [outer] : [])],
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
