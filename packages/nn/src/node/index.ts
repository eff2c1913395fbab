/** Public names of @inkgrad/nn/node: models as folders. */
export { configFile, loadModel, saveModel, weightsFile } from './model-files.ts';
