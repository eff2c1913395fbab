/** A plan as a page of text for people: what goes in, what happens in which order, what it costs. */

import type { DType } from '../dtype.ts';
import { numberKey } from '../number-key.ts';
import { checkPlan } from './check-plan.ts';
import { costOf } from './cost.ts';
import type { BufferId, MapOperation, MapStep, Plan, PlanStep, StepKind } from './plan.ts';
import { buffersRead, buffersWritten } from './step-buffers.ts';

const size = (pair: readonly [number, number]): string => pair.join('×');

type Describe<K extends StepKind> = (step: Extract<PlanStep, { kind: K }>, name: (id: BufferId) => string) => string;

const describe: { readonly [K in Exclude<StepKind, 'map'>]: Describe<K> } = {
  matmul: ({ a, b, batch, m, k, n, transposeA, transposeB }, name) =>
    `${name(a)}${transposeA ? 'ᵀ' : ''} · ${name(b)}${transposeB ? 'ᵀ' : ''}   ${batch > 1 ? `${batch} × ` : ''}${m}×${k}×${n}`,
  reduce: ({ op, input, outer, length, inner }, name) =>
    `${op} ${name(input)}   ${outer}×${length}×${inner} over the middle`,
  rows: ({ op, input, rows, columns }, name) => `${op} ${name(input)}   ${rows} rows of ${columns}`,
  crossEntropy: ({ logits, labels }, name) => `cross-entropy of softmax ${name(logits)} with ${name(labels)}`,
  gather: ({ table, indices, outer, count, rowLength }, name) =>
    `${name(table)}[${name(indices)}]   ${outer === 1 ? '' : `${outer} × `}${count} rows of ${rowLength}`,
  scatterAdd: ({ updates, indices, outer, rows }, name) =>
    `${name(updates)} added to ${outer === 1 ? '' : `${outer} × `}${rows} rows at ${name(indices)}`,
  concat: ({ inputs }, name) => `concat ${inputs.map(name).join(', ')}`,
  sparseGather: ({ values, indices, count, columns }, name) =>
    `sparse ${name(values)}[${name(indices)}] with its zeros   ${count} rows of ${columns}`,
  sparseMatmul: ({ values, indices, b, count, columns, n }, name) =>
    `sparse ${name(values)}[${name(indices)}] · ${name(b)}   ${count}×${columns}×${n}`,
  sparseMatmulTransposed: ({ values, indices, b, count, columns, n }, name) =>
    `sparse ${name(values)}[${name(indices)}]ᵀ · ${name(b)}   ${columns}×${count}×${n}`,
  convolution: ({ op, x, kernel, y, window, image, output, channels, filters, groups }, name) => {
    const between = `${size(window)} of ${size(image)} to ${size(output)}, ${channels} to ${filters} channels${groups === 1 ? '' : ` in ${groups} groups`}`;
    if (op === 'conv2d') return `${name(x)} ∗ ${name(kernel)}   ${between}`;
    const factors = op === 'conv2dInputGradient' ? [y, kernel] : [x, y];
    return `${op} ${factors.map(name).join(', ')}   ${between}`;
  },
  pool: ({ op, x, from, window, image, output, channels }, name) =>
    `${op} ${[...new Set([x, from])].map(name).join(', ')}   ${size(window)} of ${size(image)} to ${size(output)}, ${channels} channels`,
  adamStepSize: ({ learningRate, step }, name) => `Adam step size from ${name(learningRate)}, t = ${name(step)}`,
  adam: ({ gradient, stepSize }, name) => `Adam with gradient ${name(gradient)}, step size ${name(stepSize)}`,
  momentum: ({ gradient, learningRate, momentum, nesterov }, name) =>
    `${nesterov ? 'Nesterov' : 'momentum'} ${numberKey(momentum)} with gradient ${name(gradient)}, rate ${name(learningRate)}`,
};

/**
 * The text of a plan; the same plan always prints the same text.
 * @throws ArgumentError for what is no plan.
 * @example
 * const x = input('x', [4]);
 * const text = printPlan(plan(program({ name: 'twice', inputs: [x], outputs: { y: mul(x, 2) } })));
 * text.includes('twice'); // → true
 */
export function printPlan(plan: Plan): string {
  checkPlan('printPlan', plan);
  const name = (id: BufferId): string => {
    const buffer = plan.buffers[id]!;
    return buffer.storage === 'input' || buffer.storage === 'state' ? buffer.name : `%${id}`;
  };
  const typed = (id: BufferId): string => `${plan.buffers[id]!.dtype}[${plan.buffers[id]!.shape.join(', ')}]`;
  const section = (title: string, ids: readonly BufferId[]): string[] =>
    ids.length === 0 ? [] : ['', title, ...ids.map((id) => `  ${name(id)}  ${typed(id)}`)];
  const constants = plan.buffers.filter(({ storage }) => storage === 'constant').map(({ id }) => id);
  const lines = [
    `plan "${plan.name}": ${plan.steps.length} steps, ${megaflops(plan)}, arena ${kilobytes(plan.arenaBytes)}`,
    ...section('inputs', Object.values(plan.inputs)),
    ...section('state', Object.values(plan.state)),
    ...section('constants', constants),
    '',
    'steps',
  ];
  plan.steps.forEach((step, at) => {
    const written = new Set(buffersWritten(step));
    const read = new Set(buffersRead(step));
    const results = [...written].map((id) => `${name(id)} ${typed(id)}${read.has(id) ? ' in place' : ''}`).join(', ');
    lines.push(`${String(at).padStart(3)}  ${step.kind.padEnd(12)} ${results}`);
    const body =
      step.kind === 'map' ? describeMap(step, name) : [(describe[step.kind] as Describe<StepKind>)(step, name)];
    lines.push(...body.map((line) => `       ${line}`));
  });
  lines.push('', 'outputs', ...Object.entries(plan.outputs).map(([key, id]) => `  ${key} = ${name(id)}  ${typed(id)}`));
  return `${lines.join('\n')}\n`;
}

/** One line for each stored value and each value used more than once; everything else is written in its place. */
function describeMap(step: MapStep, name: (id: BufferId) => string): string[] {
  const uses = new Map<number, number>();
  for (const { inputs } of step.operations) for (const r of inputs) uses.set(r, (uses.get(r) ?? 0) + 1);
  const storedAs = new Map(step.stores.map(({ register, buffer }) => [register, buffer]));
  const text: string[] = step.loads.map(({ buffer, offset, strides }) => {
    const marks = `${offset === 0 ? '' : `+${offset}`}${strides.includes(0) && strides.some((s) => s !== 0) ? '…' : ''}`;
    return `${name(buffer)}${marks}`;
  });
  const lines: string[] = [];
  for (const { register, buffer } of step.stores) {
    if (register < step.loads.length) lines.push(`${name(buffer)} ← ${text[register]}`);
  }
  step.operations.forEach((operation, index) => {
    const register = step.loads.length + index;
    const expression = describeOperation(operation, text);
    const stored = storedAs.get(register);
    const shared = (uses.get(register) ?? 0) > 1 && operation.inputs.length > 0;
    if (stored !== undefined) lines.push(`${name(stored)} ← ${expression}`);
    else if (shared) lines.push(`t${index} = ${expression}`);
    text.push(stored !== undefined ? name(stored) : shared ? `t${index}` : expression);
  });
  return lines;
}

function describeOperation({ op, attributes, inputs, dtype }: MapOperation, text: readonly string[]): string {
  if (op === 'constant') return numberText(attributes.value, dtype);
  const settings = Object.entries(attributes).map(
    ([key, value]) => `${key}=${typeof value === 'number' ? numberKey(value) : value}`,
  );
  return `${op}(${[...inputs.map((register) => text[register]!), ...settings].join(', ')})`;
}

/** A number with no more digits than tell it from every other of its type. */
function numberText(value: number, dtype: DType): string {
  if (dtype === 'i32' || !Number.isFinite(value)) return numberKey(value);
  const short = [1, 2, 3, 4, 5, 6, 7, 8].map((digits) => Number(value.toPrecision(digits)));
  return numberKey(short.find((candidate) => Object.is(Math.fround(candidate), value)) ?? value);
}

function megaflops(plan: Plan): string {
  const flops = plan.steps.reduce((total, step) => total + costOf(plan, step).flops, 0);
  return `${(flops / 1e6).toFixed(3)} Mflop`;
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
