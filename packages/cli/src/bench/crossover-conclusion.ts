/** What the times of a crossover measurement say in one sentence: from which width a GPU wins, or that it does not. */
import { formatTime } from '../terminal/format.ts';
import type { CrossoverLine } from './crossover-report.ts';

/** The fastest line of a width. */
interface Fastest {
  readonly title: string;
  readonly seconds: number;
}

function fastestAt(width: number, lines: readonly CrossoverLine[]): Fastest | undefined {
  return lines
    .flatMap(({ title, steps }): Fastest[] => {
      const seconds = steps.find((step) => step.width === width)?.seconds?.median;
      return seconds === undefined ? [] : [{ title, seconds }];
    })
    .sort((a, b) => a.seconds - b.seconds)[0];
}

/** A width that both sides were measured at. */
interface Duel {
  readonly width: number;
  readonly gpu: Fastest;
  readonly wasm: Fastest;
}

function duels(gpus: readonly CrossoverLine[], lines: readonly CrossoverLine[]): Duel[] {
  const wasms = lines.filter(({ backend }) => backend === 'wasm');
  const widths = (wasms[0]?.steps ?? []).map(({ width }) => width).sort((a, b) => a - b);
  return widths.flatMap((width) => {
    const [gpu, wasm] = [fastestAt(width, gpus), fastestAt(width, wasms)];
    return gpu === undefined || wasm === undefined ? [] : [{ width, gpu, wasm }];
  });
}

/** The first of the widths from which on the GPU is faster at all that were measured. */
function firstWin(fought: readonly Duel[]): Duel | undefined {
  const lastLoss = fought.findLastIndex(({ gpu, wasm }) => gpu.seconds >= wasm.seconds);
  return fought[lastLoss + 1];
}

const compare = ({ gpu, wasm }: Duel): string =>
  `${gpu.title} takes ${formatTime(gpu.seconds)} a step there, ${wasm.title} ${formatTime(wasm.seconds)}`;

export function concludeCrossover(lines: readonly CrossoverLine[]): string {
  const fought = duels(
    lines.filter(({ isGpu }) => isGpu),
    lines,
  );
  const win = firstWin(fought);
  if (win !== undefined) return `On this machine a GPU wins from width ${win.width} on: ${compare(win)}.`;
  const last = fought.at(-1);
  if (last !== undefined) return `On this machine no GPU wins, up to width ${last.width}: ${compare(last)}.`;
  const imitations = duels(
    lines.filter(({ backend, isGpu }) => backend.startsWith('gpu:') && !isGpu),
    lines,
  );
  const none = 'No GPU was measured on this machine, so none wins';
  const imitated = firstWin(imitations);
  if (imitated !== undefined) {
    return `${none}; the kernels of the gpu backend are faster even without one from width ${imitated.width} on: ${compare(imitated)}.`;
  }
  const nearest = imitations.at(-1);
  if (nearest === undefined) return `${none}.`;
  return `${none}; the kernels of the gpu backend do not win without one, up to width ${nearest.width}: ${compare(nearest)}.`;
}
