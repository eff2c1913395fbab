import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import { describeConformance } from '../../src/testing/conformance.ts';
describeConformance('gpu:webgpu', () => openGpuDevice('webgpu'), { runs: 8, largestInteger: 2 ** 24, subnormals: false });
