/**
 * Convolutions and pools as kernels. A cell makes one element of the result and reads whatever it is made of; nothing is added
 * to what another cell writes. Images are arrays [batch · height, width, channels], and cells [channels, positions].
 */
import type { ConvolutionStep, PoolStep } from '../../../plan/plan.ts';
import { type Shape, sizeOf } from '../../../shape.ts';
import type { Slot } from '../program.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Writer } from './writer.ts';

/** Statements that declare the coordinates of a position among [batch, …size]: n, and by default r and c. */
function coordinates(
  position: string,
  [height, width]: readonly [number, number],
  [r, c]: readonly [string, string] = ['r', 'c'],
): string[] {
  // Adding a half keeps a device's inexact division on the right side.
  return [
    `const line = Math.floor((${position} + 0.5) / ${width});`,
    `const ${c} = ${position} - line * ${width};`,
    `const n = Math.floor((line + 0.5) / ${height});`,
    `const ${r} = line - n * ${height};`,
  ];
}

/** An element of images in memory. */
function imageElement(
  writer: Writer,
  slot: Slot,
  { batch, size: [height, width], depth }: { batch: number; size: readonly [number, number]; depth: number },
): (n: string, row: string, column: string, channel: string) => string {
  const array = writer.array(slot, [depth, width, batch * height]);
  return (n, row, column, channel) => `${array}[${n} * ${height} + ${row}][${column}][${channel}]`;
}

/** What a cell does for each cell (i, j) of a window that starts at (top, left) on an image, with `row` and `column` declared. */
function overWindow(
  { window, dilations, image }: Pick<ConvolutionStep, 'window' | 'dilations' | 'image'>,
  body: readonly string[],
): string[] {
  return [
    `for (let i = 0; i < ${window[0]}; i++) {`,
    `const row = top + i * ${dilations[0]};`,
    `if (row >= 0 && row < ${image[0]}) {`,
    `for (let j = 0; j < ${window[1]}; j++) {`,
    `const column = left + j * ${dilations[1]};`,
    `if (column >= 0 && column < ${image[1]}) {`,
    ...body,
    '}',
    '}',
    '}',
    '}',
  ];
}

const corner = ({ strides, before }: Pick<ConvolutionStep, 'strides' | 'before'>): string[] => [
  `const top = r * ${strides[0]} - ${before[0]};`,
  `const left = c * ${strides[1]} - ${before[1]};`,
];

/** The first of a group's channels, for the group that a channel of another side is in. */
const firstOf = (name: string, of: string, inGroup: number, groups: number, others: number): string =>
  groups === 1 ? `const ${name} = 0;` : `const ${name} = Math.floor((${of} + 0.5) / ${inGroup}) * ${others};`;

/** What the coordinates of a place, of a window's cell on it and of the window's position are called. */
interface Names {
  readonly place: readonly [string, string];
  readonly cell: readonly [string, string];
  readonly position: readonly [string, string];
}

const plainNames: Names = { place: ['r', 'c'], cell: ['i', 'j'], position: ['row', 'column'] };

/**
 * Declares for each axis the output position whose window's cell (i, j) lies on the place (r, c) of the image, and runs `body` for
 * those that there are.
 */
function overWindowsOf(
  { window, strides, dilations, before, output }: ConvolutionStep | PoolStep,
  body: readonly string[],
  names: Names = plainNames,
): string[] {
  const along = (axis: 0 | 1): string[] => {
    const [place, cell, name] = [names.place[axis], names.cell[axis], names.position[axis]];
    return [
      `for (let ${cell} = 0; ${cell} < ${window[axis]}; ${cell}++) {`,
      `const ${name}At = ${place} + ${before[axis]} - ${cell} * ${dilations[axis]};`,
      `const ${name} = Math.floor((${name}At + 0.5) / ${strides[axis]});`,
      `if (${name}At >= 0 && ${name} < ${output[axis]} && ${name} * ${strides[axis]} === ${name}At) {`,
    ];
  };
  return [...along(0), ...along(1), ...body, '}', '}', '}', '}'];
}

/** The forward convolution, or the gradient of its input. */
export function convolutionKernel(step: ConvolutionStep, factor: Slot, kernel: Slot): HeavyKernel {
  const { op, batch, channels, filters, groups, window, image, output } = step;
  const isForward = op === 'conv2d';
  const [inGroup, filtersInGroup] = [channels / groups, filters / groups];
  const size = isForward ? output : image;
  const depth = isForward ? filters : channels;
  const shape: Shape = [batch, ...size, depth];
  return {
    name: `${op} ${batch}×${output.join('×')}, ${window.join('×')} ${channels} to ${filters}`,
    shape,
    operands: [{ slot: factor }, { slot: kernel }],
    write(writer, finish) {
      const source = imageElement(
        writer,
        factor,
        isForward ? { batch, size: image, depth: channels } : { batch, size: output, depth: filters },
      );
      const weights = writer.array(kernel, [filters, inGroup, sizeOf(window)]);
      const weight = (channel: string, filter: string): string =>
        `${weights}[i * ${window[1]} + j][${channel}][${filter}]`;
      const finished = finish('s', ['n', 'r', 'c', 'this.thread.x']);
      const terms = isForward
        ? [
            `for (let k = 0; k < ${inGroup}; k++) {`,
            `s += ${source('n', 'row', 'column', 'first + k')} * ${weight('k', 'this.thread.x')};`,
            '}',
          ]
        : [
            `for (let k = 0; k < ${filtersInGroup}; k++) {`,
            `s += ${source('n', 'row', 'column', 'first + k')} * ${weight('this.thread.x - own', 'first + k')};`,
            '}',
          ];
      const body = [
        ...coordinates('this.thread.y', size),
        ...(isForward
          ? [...corner(step), firstOf('first', 'this.thread.x', filtersInGroup, groups, inGroup)]
          : [
              firstOf('first', 'this.thread.x', inGroup, groups, filtersInGroup),
              firstOf('own', 'this.thread.x', inGroup, groups, inGroup),
            ]),
        'let s = 0;',
        ...(isForward ? overWindow(step, terms) : overWindowsOf(step, terms)),
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [depth, batch * sizeOf(size)], components: 1, scalar: true };
    },
  };
}

/** The most images that one cell of a kernel gradient sums over; more are summed in parts. */
const imagesTogether = 16;

/** In how many parts a kernel gradient is summed. */
export const kernelGradientParts = ({ batch }: ConvolutionStep): number =>
  Math.max(1, Math.ceil(batch / imagesTogether));

/** The kernel gradient in parts, each over some images: [parts, cells · channels of a group, filters]. */
export function kernelGradientKernel(step: ConvolutionStep, x: Slot, y: Slot): HeavyKernel {
  const { op, batch, channels, filters, groups, window, image, output, strides, dilations, before } = step;
  const [inGroup, filtersInGroup] = [channels / groups, filters / groups];
  const parts = kernelGradientParts(step);
  const together = Math.ceil(batch / parts);
  const rows = sizeOf(window) * inGroup;
  return {
    name: `${op} ${batch}×${output.join('×')}, ${window.join('×')} ${channels} to ${filters}`,
    shape: parts === 1 ? [...window, inGroup, filters] : [parts, rows, filters],
    operands: [{ slot: x }, { slot: y }],
    write(writer, finish) {
      const source = imageElement(writer, x, { batch, size: image, depth: channels });
      const given = imageElement(writer, y, { batch, size: output, depth: filters });
      const own =
        parts === 1 ? ['i', 'j', 'channel', 'this.thread.x'] : ['this.thread.z', 'this.thread.y', 'this.thread.x'];
      const finished = finish('s', own);
      const ragged = batch % together !== 0;
      const n = parts === 1 ? 'm' : `(this.thread.z * ${together} + m)`;
      const body = [
        `const cell = Math.floor((this.thread.y + 0.5) / ${inGroup});`,
        `const channel = this.thread.y - cell * ${inGroup};`,
        `const i = Math.floor((cell + 0.5) / ${window[1]});`,
        `const j = cell - i * ${window[1]};`,
        firstOf('first', 'this.thread.x', filtersInGroup, groups, inGroup),
        'let s = 0;',
        `for (let m = 0; m < ${together}; m++) {`,
        ...(ragged ? [`if (${n} < ${batch}) {`] : []),
        `for (let r = 0; r < ${output[0]}; r++) {`,
        `const row = r * ${strides[0]} + i * ${dilations[0]} - ${before[0]};`,
        `if (row >= 0 && row < ${image[0]}) {`,
        `for (let c = 0; c < ${output[1]}; c++) {`,
        `const column = c * ${strides[1]} + j * ${dilations[1]} - ${before[1]};`,
        `if (column >= 0 && column < ${image[1]}) {`,
        `s += ${source(n, 'row', 'column', 'first + channel')} * ${given(n, 'r', 'c', 'this.thread.x')};`,
        '}',
        '}',
        '}',
        '}',
        ...(ragged ? ['}'] : []),
        '}',
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [filters, rows, ...(parts > 1 ? [parts] : [])], components: 1, scalar: true };
    },
  };
}

/** Declares `best`, the largest element of the window at (top, left), and `atRow` and `atColumn`, its place; none is −1. */
function largest(
  step: PoolStep,
  element: (n: string, row: string, column: string, channel: string) => string,
): string[] {
  return [
    'let best = 0;',
    'let atRow = -1;',
    'let atColumn = -1;',
    ...overWindow(step, [
      `const v = ${element('n', 'row', 'column', 'this.thread.x')};`,
      // The first NaN wins over all.
      'const isNew = (v > best) ? 1 : ((v === v) ? 0 : 1);',
      'const takes = (atRow < 0) ? 1 : ((best === best) ? isNew : 0);',
      'if (takes > 0) { best = v; atRow = row; atColumn = column; }',
    ]),
  ];
}

/** Max pools. */
export function poolKernel(step: PoolStep, x: Slot, from: Slot): HeavyKernel {
  const { op, batch, channels, window, image, output } = step;
  return {
    name: `${op} ${batch}×${output.join('×')}, ${window.join('×')}, ${channels} channels`,
    shape: [batch, ...output, channels],
    operands: [{ slot: x }, { slot: from }],
    write(writer, finish) {
      const element = imageElement(writer, x, { batch, size: image, depth: channels });
      const picked = imageElement(writer, from, { batch, size: image, depth: channels });
      const finished = finish('s', ['n', 'r', 'c', 'this.thread.x']);
      const body = [
        ...coordinates('this.thread.y', output),
        ...corner(step),
        ...largest(step, element),
        'let s = 0;',
        `if (atRow >= 0) { s = ${picked('n', 'atRow', 'atColumn', 'this.thread.x')}; }`,
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [channels, batch * sizeOf(output)], components: 1, scalar: true };
    },
  };
}

/** The gradient of a max pool: each element looks for the windows in which it is the one. */
export function poolGradientKernel(step: PoolStep, x: Slot, from: Slot): HeavyKernel {
  const { op, batch, channels, window, image, output } = step;
  return {
    name: `${op} ${batch}×${output.join('×')}, ${window.join('×')}, ${channels} channels`,
    shape: [batch, ...image, channels],
    operands: [{ slot: x }, { slot: from }],
    write(writer, finish) {
      const element = imageElement(writer, x, { batch, size: image, depth: channels });
      const given = imageElement(writer, from, { batch, size: output, depth: channels });
      const finished = finish('s', ['n', 'ownRow', 'ownColumn', 'this.thread.x']);
      const own = ['ownRow', 'ownColumn'] as const;
      const body = [
        ...coordinates('this.thread.y', image, own),
        'let s = 0;',
        ...overWindowsOf(
          step,
          [
            ...corner(step),
            ...largest(step, element),
            `if (atRow === ownRow && atColumn === ownColumn) { s += ${given('n', 'r', 'c', 'this.thread.x')}; }`,
          ],
          { place: own, cell: ['a', 'b'], position: ['r', 'c'] },
        ),
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [channels, batch * sizeOf(image)], components: 1, scalar: true };
    },
  };
}
