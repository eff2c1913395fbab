/** Entry point of what reads and writes files: Node only. The rest is the main entry, which browsers can use too. */
export { type LoadMnistOptions, loadMnist } from './dataset.ts';
export { loadExperimentFile } from './experiments/experiment-file.ts';
export type { MnistData, MnistFile, MnistSplit } from './mnist-data.ts';
