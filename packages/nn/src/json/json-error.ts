/** What is wrong with a JSON text, and where. Whoever knows the file puts its name before the sentence. */
import { InkgradError } from '@inkgrad/tensor';

/** A place in a text, both counted from 1; columns count UTF-16 units, as editors do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** `line 3, column 14` */
export function placeText({ line, column }: TextPlace): string {
  return `line ${line}, column ${column}`;
}

/** A text that is no JSON, that has a key twice, or bytes that are no UTF-8. */
export class JsonError extends InkgradError {
  override readonly name: string = 'JsonError';
  /** Where the mistake stands; both places of a key that stands twice; none where the whole is at fault. */
  readonly places: readonly TextPlace[];

  /** @param sentence without a file's name, with its full stop */
  constructor(sentence: string, places: readonly TextPlace[] = [], options?: ErrorOptions) {
    super('data', sentence, options);
    this.places = places;
  }
}
