// @ts-check
/** The entries that load in a browser, by package: nothing that they reach may be of Node. */
export const pageEntries = {
  tensor: ['.', './wasm', './one-thread', './gpu', './host', './check', './text'],
  nn: ['.', './core', './names', './worker'],
  experiments: ['.'],
  mnist: ['.'],
};

/** Packages that an entry may bring besides those of inkgrad and what its own package depends on. */
export const broughtBy = { '@inkgrad/tensor/gpu': ['gpu.js'] };
