/** Public names of @inkgrad/tensor/measure: what this machine can do at most, to hold measurements against. Node only. */
export { type MachinePeak, measurePeak } from './peak.ts';
