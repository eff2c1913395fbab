/** The level of every test here: what is called a finding, and what is only not shown. */

/** A p-value up to this, corrected where many tests are made, is a finding. */
const level = 0.05;

/** Whether a p-value is small enough to speak of a finding: at most 0.05. */
export function isFinding(pValue: number): boolean {
  return pValue <= level;
}
