// @ts-check
/** Where each document stands in the site, and which entries of the packages it describes. */

/** Documents by section, in the order of the menu. A document of `docs/` that is not named fails the build. */
export const sections = {
  Guides: [
    'docs/start.md',
    'docs/models.md',
    'docs/training.md',
    'docs/saving.md',
    'docs/devices.md',
    'docs/serving.md',
    'docs/web.md',
    'examples/README.md',
    'packages/cli/README.md',
  ],
  'Coming from': ['docs/from-keras.md', 'docs/from-tensorflow-js.md', 'docs/from-pytorch.md', 'docs/from-brain-js.md'],
  Experiments: ['docs/experiments.md', 'docs/data.md', 'docs/laboratory.md', 'docs/pictures.md'],
  'How it works': [
    'docs/README.md',
    'docs/engine.md',
    'docs/wasm.md',
    'docs/gpu.md',
    'docs/numbers.md',
    'docs/performance.md',
  ],
  Project: ['docs/development.md', 'docs/figures.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
};

/** The folder whose documents, by name, are a section of their own. */
export const tour = { title: 'The tour', folder: 'docs/tour', before: 'How it works' };

/** Packages in the order of the menu. All their entries are described, but for those of `without`. */
export const packages = ['nn', 'tensor', 'experiments', 'charts', 'mnist'];

/** Entries whose names are all those of another entry, or that have none. */
export const without = ['@inkgrad/nn/core', '@inkgrad/nn/names'];
