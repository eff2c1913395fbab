/**
 * What the names in a history mean to a reader, and how they are scaled.
 */

import type { AxisOptions } from '@inkgrad/charts';
import { isLessBetter } from '../../laboratory/measured.ts';

interface Quantity {
  readonly title: string;
  readonly axis: AxisOptions;
}

const ACCURACY: AxisOptions = { minSpan: 0.02, floor: 0, ceiling: 1 };
const LOSS: AxisOptions = { minSpan: 0.02, floor: 0 };
const KNOWN: Readonly<Record<string, Quantity>> = {
  accuracy: { title: 'accuracy', axis: ACCURACY },
  loss: { title: 'loss', axis: LOSS },
  validationAccuracy: { title: 'val_accuracy', axis: ACCURACY },
  validationLoss: { title: 'val_loss', axis: LOSS },
};

/** The quantity of a name as a history spells it. */
export function quantityOf(name: string): Quantity {
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name]!;
  const title = name.replace(/^validation(.)/, (_, first: string) => `val_${first.toLowerCase()}`);
  // Of errors 0 is the least; R² and the like have none.
  return { title, axis: isLessBetter(name) ? LOSS : { minSpan: 0.02 } };
}
