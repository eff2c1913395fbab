/** What a plan step does in a few words, for a table: sizes of a product, operations of a map, what is updated. */
import type { Plan, PlanStep } from '@inkgrad/tensor';

const sizes = (...numbers: readonly number[]): string => numbers.join('×');

export function stepLabel({ buffers }: Plan, step: PlanStep): string {
  switch (step.kind) {
    case 'map': {
      const operations = step.operations.map(({ op }) => op).filter((op) => op !== 'constant');
      return `[${step.shape.join(', ')}] ${operations.join(' ') || 'copy'}`;
    }
    case 'matmul': {
      const { batch, m, k, n, transposeA, transposeB } = step;
      const marks = `${transposeA ? ' aᵀ' : ''}${transposeB ? ' bᵀ' : ''}`;
      return `${batch > 1 ? `${batch} of ` : ''}${sizes(m, k, n)}${marks}`;
    }
    case 'reduce':
      return `${step.op} ${sizes(step.outer, step.length, step.inner)}`;
    case 'rows':
      return `${step.op} ${sizes(step.rows, step.columns)}`;
    case 'crossEntropy':
      return sizes(step.rows, step.columns);
    case 'gather':
      return `${step.count} rows of ${step.rowLength} of ${buffers[step.table]!.name}`;
    case 'scatterAdd':
      return `${step.count} rows of ${step.rowLength} to ${step.rows}`;
    case 'concat':
      return `${step.inputs.length} parts`;
    case 'sparseGather':
      return `${step.count} rows of ${step.columns}`;
    case 'sparseMatmul':
      return sizes(step.count, step.columns, step.n);
    case 'sparseMatmulTransposed':
      return `${sizes(step.columns, step.count, step.n)} aᵀ`;
    case 'convolution': {
      const { op, batch, output, window, channels, filters, groups } = step;
      const kernel = `${sizes(...window)} ${channels} to ${filters}${groups === 1 ? '' : ` in ${groups} groups`}`;
      return `${op} ${batch} of ${sizes(...output)}, ${kernel}`;
    }
    case 'pool':
      return `${step.op} ${step.batch} of ${sizes(...step.output)}, ${sizes(...step.window)}`;
    case 'adamStepSize':
      return '';
    case 'adam':
    case 'momentum':
      return `${buffers[step.parameter]!.name}, ${step.length}`;
  }
}
