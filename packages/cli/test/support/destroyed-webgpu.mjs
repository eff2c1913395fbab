/**
 * Dawn whose device is destroyed in a training: after so many submissions to its queue, as a driver's reset would have it.
 * Imported as `destroyed-webgpu.mjs?CASE&URL` with the URL of the package `webgpu`.
 */
const dawn = await import(new URL(import.meta.url).search.split('&')[1]);
const { create: createDawn, globals } = dawn.create === undefined ? dawn.default : dawn;
const submissionsBefore = 3;

/** Stands for the package's own. */
function create(options) {
  const gpu = createDawn(options);
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (...chosen) => {
    const adapter = await requestAdapter(...chosen);
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      const { queue } = device;
      const submit = queue.submit.bind(queue);
      let submissions = 0;
      queue.submit = (buffers) => {
        submit(buffers);
        if (++submissions === submissionsBefore) device.destroy();
      };
      Object.defineProperty(device, 'queue', { value: queue });
      return device;
    };
    return adapter;
  };
  return gpu;
}

export { create, globals };
