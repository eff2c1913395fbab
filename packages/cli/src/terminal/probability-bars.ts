/** The ten probabilities of a prediction as horizontal bars, one line per digit, the predicted one highlighted. */
import type { Colors } from './output.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function horizontalBar(share: number, width: number): string {
  const units = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(units / 8)) + eighths[units % 8]!;
}

/** @param width columns of a bar of probability 1. */
export function renderProbabilities(probabilities: readonly number[], width: number, colors: Colors): string[] {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return probabilities.map((probability, digit) => {
    const text = `${digit}  ${(probability * 100).toFixed(2).padStart(6)} %  `;
    const bar = horizontalBar(probability, width);
    return (digit === best ? colors.bold(text) + colors.green(bar) : text + colors.dim(bar)).trimEnd();
  });
}
