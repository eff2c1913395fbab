/** The test part of data that comes as one: every fifth sample, of each class as many, the same in every run. */
import { plural } from '@inkgrad/tensor/text';
import { DataError } from '../../errors.ts';
import { stratifiedPart } from '../../laboratory/folds.ts';
import { divide } from '../../run/split.ts';
import { type DataPart, strata } from '../data-set.ts';

const fraction = 0.2;
/** Of the draw; the experiment's seed is of its training alone. */
const seed = 0;
const fewest = 10;

/**
 * @param noun "rows" or "images"
 * @throws DataError for fewer than ten samples
 */
export function holdOut(file: string, whole: DataPart, noun: string): { train: DataPart; test: DataPart } {
  const { count } = whole;
  if (count < fewest) {
    const sentence = `holds ${plural(count, noun.slice(0, -1))}; ${fewest} at least are needed, as a fifth becomes the test set.`;
    throw new DataError(file, sentence, { expected: fewest, found: count });
  }
  const [train, test] = divide(whole, stratifiedPart(strata(whole), fraction, seed));
  return { train, test };
}
