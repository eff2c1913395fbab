/**
 * What a GPU device has done since it was opened. Tests and people read these to see that a chunk of steps is one
 * submission, that data is uploaded once, and that nothing is read back between steps.
 */
export interface GpuCounters {
  /** gpu.js kernels translated and compiled. */
  kernelsCompiled: number;
  /** Kernels run: one for each dispatch, draw or call. */
  kernelLaunches: number;
  /** Batches of work handed to the device; a run of many steps is one. */
  submissions: number;
  /** Transfers from the device to the host. */
  readBacks: number;
  bytesUploaded: number;
  bytesDownloaded: number;
}

export const newCounters = (): GpuCounters => ({
  kernelsCompiled: 0,
  kernelLaunches: 0,
  submissions: 0,
  readBacks: 0,
  bytesUploaded: 0,
  bytesDownloaded: 0,
});
