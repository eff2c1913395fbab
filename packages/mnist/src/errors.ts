/** Errors of this package: pictures of digits. Data files have the errors of `@inkgrad/experiments`. */
import { InkgradError } from '@inkgrad/tensor';

/** A picture that cannot be read, or that shows no digit. */
export class ImageError extends InkgradError {
  override readonly name: string = 'ImageError';
  readonly file: string | undefined;

  constructor(sentence: string, file?: string, options?: ErrorOptions) {
    super('data', file === undefined ? sentence : `${file}: ${sentence}`, options);
    this.file = file;
  }
}
