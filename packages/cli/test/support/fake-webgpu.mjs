/**
 * A package `webgpu` without a GPU: everything that gpu.js and this project call answers, every result is zero, and what
 * the case says goes wrong in the first read-back, when a training's first steps are under way. For tests of what happens
 * then.
 */
const standIn = new URL(import.meta.url).search.slice(1);

/** Answers any call with another of its kind. */
const anything = () =>
  new Proxy(() => {}, { get: (_, key) => (key === 'then' ? undefined : anything()), apply: anything });

const largestBuffer = standIn === 'webgpu-small' ? 2 ** 20 : 2 ** 30;
const limits = {
  maxBufferSize: largestBuffer,
  maxStorageBufferBindingSize: largestBuffer,
  minStorageBufferOffsetAlignment: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupSizeZ: 64,
  maxStorageBuffersPerShaderStage: 8,
};

/** Turns of the event loop, as answers of a driver take. */
const later = () => new Promise((resolve) => setTimeout(resolve, 5));

function makeDevice() {
  let lose;
  const scopes = [];
  const failures = [];
  const device = {
    limits,
    features: new Set(),
    queue: { writeBuffer() {}, submit() {}, onSubmittedWorkDone: async () => {} },
    lost: new Promise((resolve) => {
      lose = resolve;
    }),
    onuncapturederror: null,
    destroy: () => lose({ reason: 'destroyed', message: 'destroyed' }),
    pushErrorScope: (filter) => scopes.push(filter),
    async popErrorScope() {
      const scope = scopes.pop();
      await later();
      const at = failures.indexOf(scope);
      return at < 0 ? null : { message: failures.splice(at, 1) && 'no memory is left' };
    },
    createBuffer: ({ size }) => ({
      size,
      destroy() {},
      unmap() {},
      getMappedRange: () => new ArrayBuffer(size),
      async mapAsync() {
        if (standIn === 'webgpu-lost') {
          lose({ reason: 'unknown', message: 'the driver was reset' });
          throw new DOMException('the mapping was aborted', 'AbortError');
        }
        if (standIn === 'webgpu-error') device.onuncapturederror({ error: { message: 'a dispatch was refused' } });
        if (standIn === 'webgpu-out-of-memory') failures.push('out-of-memory');
      },
    }),
    createShaderModule: () => ({
      getCompilationInfo: async () => ({
        messages:
          standIn === 'webgpu-shader' ? [{ type: 'error', message: 'no such type', lineNum: 1, linePos: 2 }] : [],
      }),
    }),
    createBindGroupLayout: anything,
    createPipelineLayout: anything,
    createComputePipeline: anything,
    createBindGroup: anything,
    createCommandEncoder: anything,
  };
  return device;
}

export const create = () => ({
  requestAdapter: async () =>
    standIn === 'webgpu-no-adapter'
      ? null
      : {
          info: { vendor: 'a', architecture: '', description: 'stand-in', isFallbackAdapter: false },
          limits,
          features: new Set(),
          requestDevice: async () => makeDevice(),
        },
});
