/** The pictures behind the cells of a matrix, from which the page's script cuts them. */

export interface Gallery {
  /** One image of all the digits, light ink on black, row by row. */
  readonly sprite: string;
  /** Digits in a row of it. */
  readonly columns: number;
  readonly side: number;
  /** What the pictures are, in the plural. */
  readonly noun: string;
  /** For each cell of the matrix the number of its images, then the indices of those shown, in the sprite's order. */
  readonly cells: readonly (readonly number[])[];
}
