/**
 * Dropout masks from Philox 4×32-10 in float32 arithmetic: 32-bit words are pairs of 16-bit halves, and every product
 * is of 16 by 8 bits, so each intermediate is a whole number below 2^24 and exact in every mode of gpu.js.
 * The algorithm is the one of `random/philox.ts`.
 */
import { dropoutThreshold } from '../../../functions/regularization.ts';
import { literal } from '../kernel-spec.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Node } from './node.ts';

const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
const weyl = [0x9e3779b9, 0xbb67ae85] as const;
const rounds = 10;

const high = (word: number): number => Math.floor(word / 0x10000) % 0x10000;
const low = (word: number): number => word % 0x10000;

/** Names of the variables that hold a word's halves. */
interface Word {
  readonly high: string;
  readonly low: string;
}

/** Statements; each `…` helper appends to them and returns the names it declared. */
class Statements {
  readonly lines: string[] = [];
  #count = 0;

  declare(expression: string): string {
    const name = `p${this.#count++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  /** The halves of x · y for a variable x and a constant y, both below 2^16. */
  #halfProduct(x: string, y: number): Word {
    const upper = this.declare(`${x} * ${y >> 8}`);
    const upperHigh = this.declare(`Math.floor(${upper} * ${literal(1 / 256)})`);
    // By integers: a shader compiler may rewrite float sums, and would make x · y of this one, beyond 2^24.
    const upperLow = this.declare(`${upper} & 255`);
    const sum = this.declare(`${x} * ${y & 255} + ${upperLow} * 256`);
    const sumHigh = this.declare(`Math.floor(${sum} * ${literal(1 / 65536)})`);
    return { low: this.declare(`${sum} - ${sumHigh} * 65536`), high: this.declare(`${upperHigh} + ${sumHigh}`) };
  }

  /** A sum below 2^18 split into its low half and the carry. */
  #split(sum: string): Word {
    const total = this.declare(sum);
    const carry = this.declare(`Math.floor(${total} * ${literal(1 / 65536)})`);
    return { low: this.declare(`${total} - ${carry} * 65536`), high: carry };
  }

  /** Low and high words of the 64-bit product of a word and a constant. */
  product(word: Word, constant: number): { low: Word; high: Word } {
    const ll = this.#halfProduct(word.low, low(constant));
    const lh = this.#halfProduct(word.low, high(constant));
    const hl = this.#halfProduct(word.high, low(constant));
    const hh = this.#halfProduct(word.high, high(constant));
    const middle = this.#split(`${ll.high} + ${lh.low} + ${hl.low}`);
    const upper = this.#split(`${lh.high} + ${hl.high} + ${hh.low} + ${middle.high}`);
    return {
      low: { low: ll.low, high: middle.low },
      high: { low: upper.low, high: this.declare(`${hh.high} + ${upper.high}`) },
    };
  }

  /** a xor b xor a constant. */
  mixed(a: Word, b: Word, constant: number): Word {
    return {
      low: this.declare(`(${a.low} ^ ${b.low}) ^ ${low(constant)}`),
      high: this.declare(`(${a.high} ^ ${b.high}) ^ ${high(constant)}`),
    };
  }

  constant(word: number): Word {
    return { low: this.declare(String(low(word))), high: this.declare(String(high(word))) };
  }
}

export interface MaskOptions {
  readonly rate: number;
  readonly seed: number;
  readonly stream: number;
}

export interface Mask extends MaskOptions {
  /** Elements of the mask. */
  readonly length: number;
  /** First cell that makes it. */
  readonly start: number;
}

/**
 * A kernel that fills several masks of one seed with 0 or 1 / (1 − rate). With `packed`, each cell makes four
 * elements, a half of each word of a block, else each makes one and throws the rest away. A counter that is `doubtful`
 * may be NaN, and so is the mask then.
 */
export function masksKernel(
  masks: readonly Mask[],
  cells: number,
  counter: Node,
  { packed, doubtful }: { readonly packed: boolean; readonly doubtful: boolean },
): HeavyKernel {
  const pickFrom = (texts: readonly string[]): string =>
    texts.every((text) => text === texts[0])
      ? texts[0]!
      : texts.reduceRight(
          (rest, text, at) => (rest === '' ? text : `((this.thread.x < ${masks[at + 1]!.start}) ? ${text} : ${rest})`),
          '',
        );
  const pick = (values: readonly number[]): string => pickFrom(values.map(literal));
  return {
    name: `dropout masks of ${masks.map(({ length }) => length).join(' + ')}`,
    shape: [cells * (packed ? 4 : 1)],
    operands: [{ node: counter }],
    write(writer) {
      const { lines, value } = writer.write(counter, ({ offset }) => String(offset));
      const statements = new Statements();
      const start = pickFrom(masks.map((mask) => String(mask.start)));
      const local =
        masks.length === 1 ? 'this.thread.x' : statements.declare(`this.thread.x - ${statements.declare(start)}`);
      const block = packed ? `(${local} >> 1)` : `(${local} >> 3)`;
      const step = statements.declare(value);
      const stepHigh = statements.declare(`Math.floor(${step} * ${literal(1 / 65536)})`);
      const position: Word = {
        low: statements.declare(`${block} & 65535`),
        high: statements.declare(`${block} >> 16`),
      };
      const time: Word = {
        low: statements.declare(`${step} - ${stepHigh} * 65536`),
        high: statements.declare(`(${stepHigh} < 0) ? ${stepHigh} + 65536 : ${stepHigh}`),
      };
      const stream: Word = {
        low: statements.declare(pick(masks.map((mask) => low(mask.stream)))),
        high: statements.declare(pick(masks.map((mask) => high(mask.stream)))),
      };
      const words = philoxRounds(statements, [position, time, stream, statements.constant(0)], masks[0]!.seed);
      const least = statements.declare(pick(masks.map(({ rate }) => dropoutThreshold(rate))));
      const kept = statements.declare(pick(masks.map(({ rate }) => 1 / (1 - rate))));
      const isHigh = statements.declare(packed ? `${local} & 1` : `(${local} >> 2) & 1`);
      const results = words.map((word) => {
        const half = statements.declare(`(${isHigh} > 0) ? ${word.high} : ${word.low}`);
        const element = statements.declare(`(${half} >= ${least}) ? ${kept} : 0`);
        return doubtful ? statements.declare(`(${step} === ${step}) ? ${element} : ${step}`) : element;
      });
      const [a, b, c, d] = results;
      const result = packed
        ? [`return [${results.join(', ')}];`]
        : [
            `const lane = ${local} & 3;`,
            `return (lane < 2) ? ((lane < 1) ? ${a} : ${b}) : ((lane < 3) ? ${c} : ${d});`,
          ];
      return {
        body: [...lines, ...statements.lines, ...result],
        output: [cells],
        components: packed ? 4 : 1,
        scalar: false,
      };
    },
  };
}

function philoxRounds(
  statements: Statements,
  counter: [Word, Word, Word, Word],
  seed: number,
): [Word, Word, Word, Word] {
  let words = counter;
  let keys: [number, number] = [seed % 0x100000000, Math.floor(seed / 0x100000000)];
  for (let round = 0; round < rounds; round++) {
    const first = statements.product(words[0], multipliers[0]);
    const second = statements.product(words[2], multipliers[1]);
    words = [
      statements.mixed(second.high, words[1], keys[0]),
      second.low,
      statements.mixed(first.high, words[3], keys[1]),
      first.low,
    ];
    keys = [(keys[0] + weyl[0]) % 0x100000000, (keys[1] + weyl[1]) % 0x100000000];
  }
  return words;
}
