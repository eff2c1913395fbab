/**
 * Where the windows of a convolution or a pool lie on the images that they move over. Every number is said, none is worked
 * out again: cell (i, j) of the window at output position (r, c) is on element
 * (r · strides[0] + i · dilations[0] − before[0], c · strides[1] + j · dilations[1] − before[1]) of its image, or beside it.
 */

/** Of rows and of columns. */
export type Pair = readonly [number, number];

export interface Windows {
  /** Rows and columns of an image. */
  readonly image: Pair;
  /** Rows and columns of cells in a window. */
  readonly window: Pair;
  /** Rows and columns of window positions. */
  readonly output: Pair;
  /** Elements between neighbouring window positions. */
  readonly strides: Pair;
  /** Elements between neighbouring cells of a window. */
  readonly dilations: Pair;
  /** Elements of padding above and to the left of an image. */
  readonly before: Pair;
}

/** Windows over channels that fall into groups; filters of a group see only its channels. */
export interface Convolution extends Windows {
  readonly groups: number;
}
