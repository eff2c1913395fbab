/** What an example ends with: a sentence that it learnt, or one that it did not and exit code 1. */

/**
 * @param {boolean} holds
 * @param {string} sentence what holds where the example has learnt
 */
export function expectThat(holds, sentence) {
  console.log(holds ? `Learnt: ${sentence}.` : `Not learnt, as it does not hold that ${sentence}.`);
  if (!holds) process.exitCode = 1;
}
