/** The conformance suite on gpu.js's plain JavaScript: the kernels that a GPU runs, without one. */
import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import { describeConformance } from '../../src/testing/conformance.ts';
import { gpuLimits } from './support/limits.ts';

describeConformance('gpu:cpu', () => openGpuDevice('cpu'), gpuLimits('cpu'));
