/**
 * Rows stored without their zeros, as an input of a graph. A matrix product whose left factor is a gather of such rows
 * runs on the entries alone; the planner sees to that (`graph/sparsify.ts`). The rows themselves are data: nothing is
 * differentiated by them.
 */
import { check, nonEmptyText, nonNegativeWhole, positiveWhole } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { checkTensor } from '../check/tensor.ts';
import { record, type Tensor } from '../tensor.ts';
import { input } from './creation.ts';

/**
 * Rows of one length, compressed. The columns of a row fall into `segments` equal parts, so that a kernel finds the
 * entries of one part without a search: entries of segment s of row r are segmentStart[r·segments + s] up to the next
 * start. Within a row, columns increase.
 */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly segments: number;
  /** i32 [rows · segments + 1] */
  readonly segmentStart: Tensor;
  /** i32 [entries] */
  readonly columnIndex: Tensor;
  /** f32 [entries] */
  readonly values: Tensor;
}

/** Columns in a segment: the last segment may hold fewer. */
export const segmentWidth = (columns: number, segments: number): number => Math.ceil(columns / segments);

/** About 200 columns each, of which a block of 32 columns of a gradient stays in L1. */
const segmentsFor = (columns: number): number => Math.max(1, Math.ceil(columns / 200));

/** The size of a sparse input. */
export interface SparseInputOptions {
  /** Rows of the matrix. */
  readonly rows: number;
  /** Columns of the matrix. */
  readonly columns: number;
  /** Values that are stored at most. */
  readonly entries: number;
}

/**
 * Sparse rows given from outside: three inputs, `name/segmentStart`, `name/columnIndex` and `name/values`.
 * @example
 * const matrix = sparseInput('m', { rows: 100, columns: 784, entries: 15_000 });
 * matrix.values.shape; // → [15000]
 */
export function sparseInput(name: string, options: SparseInputOptions): SparseRows {
  const where = 'sparseInput';
  nonEmptyText(where, 'name', name);
  checkKeys(where, options, ['rows', 'columns', 'entries']);
  const rows = nonNegativeWhole(where, 'rows', options.rows);
  const columns = positiveWhole(where, 'columns', options.columns);
  const entries = nonNegativeWhole(where, 'entries', options.entries);
  const segments = segmentsFor(columns);
  return {
    rows,
    columns,
    segments,
    segmentStart: input(`${name}/segmentStart`, [rows * segments + 1], 'i32'),
    columnIndex: input(`${name}/columnIndex`, [entries], 'i32'),
    values: input(`${name}/values`, [entries]),
  };
}

/**
 * The rows at `indices` (i32 [count]) with their zeros: f32 [count, columns].
 * @example
 * const rows = new RowCompressor(2, 3, 3);
 * rows.append(Float32Array.of(0, 1, 0, 2, 0, 3));
 * const m = sparseInput('m', { rows: 2, columns: 3, entries: rows.entries });
 * const given = {
 *   'm/segmentStart': rows.segmentStart,
 *   'm/columnIndex': rows.columnIndex.subarray(0, rows.entries),
 *   'm/values': rows.values.subarray(0, rows.entries),
 * };
 * await evaluate(sparseGather(m, tensor([1], [1], 'i32')), { values: given }); // → [2, 0, 3]
 */
export function sparseGather(from: SparseRows, indices: Tensor): Tensor {
  const where = 'sparseGather';
  checkKeys(where, from, ['rows', 'columns', 'segments', 'segmentStart', 'columnIndex', 'values'], 'from');
  const { segmentStart, columnIndex, values } = from;
  const columns = positiveWhole(where, 'columns', from.columns);
  const segments = positiveWhole(where, 'segments', from.segments);
  for (const [name, part] of Object.entries({ segmentStart, columnIndex, values })) checkTensor(where, name, part);
  checkTensor(where, 'indices', indices);
  return record('sparseGather', { columns, segments }, [segmentStart, columnIndex, values, indices]);
}

/** As many as JavaScript engines give to one array of four bytes each. */
const mostElements = 2 ** 30;

/** All bits of a float but its sign. */
const magnitudeBits = 0x7fffffff;

/** Compresses rows as they arrive, for the three inputs of `sparseInput`. */
export class RowCompressor {
  readonly columns: number;
  readonly segments: number;
  readonly segmentStart: Int32Array;
  columnIndex: Int32Array;
  values: Float32Array;
  entries = 0;
  #rows = 0;

  /** @param capacity entries to make room for at first; grows as needed */
  constructor(rows: number, columns: number, capacity: number) {
    this.columns = positiveWhole('RowCompressor', 'columns', columns);
    this.segments = segmentsFor(columns);
    const starts = nonNegativeWhole('RowCompressor', 'rows', rows) * this.segments + 1;
    check('RowCompressor', 'rows', rows, `at most ${mostElements} / ${this.segments}`, starts <= mostElements);
    check(
      'RowCompressor',
      'capacity',
      capacity,
      `at most ${mostElements}`,
      nonNegativeWhole('RowCompressor', 'capacity', capacity) <= mostElements,
    );
    this.segmentStart = new Int32Array(starts);
    this.columnIndex = new Int32Array(capacity);
    this.values = new Float32Array(capacity);
  }

  /**
   * Appends whole rows. A −0 counts as a zero; NaN and ±Inf are kept.
   * @throws ArgumentError for part of a row, or for more rows than there is room for.
   */
  append(block: Float32Array): void {
    const { columns, segments, segmentStart } = this;
    const room = (segmentStart.length - 1) / segments - this.#rows;
    const isWhole = block instanceof Float32Array && block.length % columns === 0 && block.length <= room * columns;
    const expected = `a Float32Array of whole rows of ${columns}, at most ${room} of them`;
    if (!isWhole) check('RowCompressor.append', 'block', block, expected, false);
    const width = segmentWidth(columns, segments);
    this.#reserve(block.length);
    const { columnIndex, values } = this;
    // By their bits, and four at a time: most of what is compressed is zeros. In the others zeros and entries alternate
    // as no branch predictor foresees, so each is written, and kept by moving on.
    const bits = new Int32Array(block.buffer, block.byteOffset, block.length);
    let at = this.entries;
    for (let start = 0; start < block.length; start += columns) {
      for (let segment = 0; segment < segments; segment++) {
        const end = Math.min(columns, (segment + 1) * width);
        for (let column = segment * width; column < end; ) {
          const place = start + column;
          const any = bits[place]! | bits[place + 1]! | bits[place + 2]! | bits[place + 3]!;
          const group = Math.min(end, column + 4);
          if ((any & magnitudeBits) === 0) {
            column = group;
            continue;
          }
          for (; column < group; column++) {
            const magnitude = bits[start + column]! & magnitudeBits;
            columnIndex[at] = column;
            values[at] = block[start + column]!;
            // 1 for all but 0.
            at += (magnitude | -magnitude) >>> 31;
          }
        }
        segmentStart[this.#rows * segments + segment + 1] = at;
      }
      this.#rows++;
    }
    this.entries = at;
  }

  #reserve(more: number): void {
    const needed = this.entries + more;
    if (needed <= this.values.length) return;
    const capacity = Math.max(needed, Math.ceil(1.5 * this.values.length));
    const columnIndex = new Int32Array(capacity);
    columnIndex.set(this.columnIndex.subarray(0, this.entries));
    const values = new Float32Array(capacity);
    values.set(this.values.subarray(0, this.entries));
    this.columnIndex = columnIndex;
    this.values = values;
  }
}
