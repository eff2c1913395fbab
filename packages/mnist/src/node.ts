/** Public names of @inkgrad/mnist/node: what reads and writes files. Node only. */
export { type LoadMnistOptions, loadMnist } from './data/dataset.ts';
export { holdsIdx, type IdxDataOptions, loadIdx } from './data/idx-data.ts';
export { loadDigit } from './image/digit-file.ts';
export { loadGrayImage } from './image/load-gray-image.ts';
export { type MeasurePicturesOptions, measurePictures, type PictureRow } from './pictures/measure-pictures.ts';
