/**
 * A kernel as this backend writes it: JavaScript source for gpu.js to translate, with the shapes of its array
 * arguments `a0`, `a1`, … Everything is known when it is written, so all sizes and settings are literals in the source.
 */

/** gpu.js binds at most eight storage buffers on WebGPU, one of them the result. */
export const maxKernelInputs = 7;

export interface KernelSpec {
  /** For people and errors: "matmul 64×784×64". */
  readonly name: string;
  readonly source: string;
  /** Dimensions of each array argument, innermost first. */
  readonly inputs: readonly (readonly number[])[];
  /** Dimensions of the cells that run, innermost first; one to three of them. */
  readonly output: readonly number[];
  /** Numbers that each cell returns, next to one another in the result. */
  readonly components: 1 | 4;
  /** On webasm, run cell by cell instead of four at a time: for kernels whose loads are not side by side. */
  readonly scalar: boolean;
  /** Cells read elements of the kernel's own output that other cells write, so they must see them as they were. */
  readonly crosses?: boolean;
}

/**
 * Cells along each axis that a dispatch of WebGPU takes: 65,535 workgroups, 8×8 cells wide. What has one dimension is 64
 * wide and folds by itself.
 */
export const dispatchLimits = [65535 * 8, 65535 * 8, 65535] as const;

/** Number of cells of a kernel. */
export const cellsOf = ({ output }: KernelSpec): number => output.reduce((product, length) => product * length, 1);

/** What two launches must share to be the same compiled kernel. */
export const kernelKey = ({ source, inputs, output, components }: KernelSpec): string =>
  [components, output, ...inputs.map((dimensions) => `(${dimensions.join()})`), source].join(' ');

/** Whether a number can stand in the source as it is; the others come in through an array of constants. */
export const isPlainNumber = (value: number): boolean =>
  value === 0 ? !Object.is(value, -0) : Math.abs(value) < 1e15 && Math.abs(value) > 1e-30;

/** A number as source, rounded to float32; for the numbers of `isPlainNumber`. */
export function literal(value: number): string {
  const rounded = Math.fround(value);
  return rounded < 0 ? `(${rounded})` : String(rounded);
}

/** `function (a0, a1, …) { body }`. */
export function kernelSource(inputCount: number, body: readonly string[]): string {
  const parameters = Array.from({ length: inputCount }, (_, i) => `a${i}`).join(', ');
  return `function (${parameters}) {\n${body.map((line) => `  ${line}`).join('\n')}\n}`;
}
