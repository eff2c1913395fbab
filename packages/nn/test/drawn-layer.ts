/** A layer that a property draws. */

export interface DrawnLayer {
  /** As JSON has them, without the type. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Shapes of samples. */
  readonly inputs: readonly (readonly number[])[];
  /** Inputs are whole numbers below this. */
  readonly below?: number;
}
