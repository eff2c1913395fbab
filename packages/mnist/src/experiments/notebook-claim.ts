/** What the notebook says about its second model, for an ablation to test. */
import { decisiveText, type Experiment } from '@inkgrad/experiments';
import { v2 } from './v2.ts';

/** How a finding calls the notebook's claim; undefined for any experiment but v2, trained for however long. */
export function notebookClaim(base: Experiment): string | undefined {
  return decisiveText({ ...base, epochs: v2.epochs }) === decisiveText(v2)
    ? 'The notebook’s explanation, that several regularizations underfit it,'
    : undefined;
}
