/** The names of what logs hold, as types: known where `compile` is given its metrics literally. */

/** What a metric is called: its name, or any text for a function, whose name no type knows. */
type NameOf<M> = M extends string ? M : M extends { readonly name: infer Name extends string } ? Name : never;

/** "accuracy" behind "kind" is "kindAccuracy"; any text stays any text. */
type Behind<First extends string, Name extends string> = string extends Name ? string : `${First}${Capitalize<Name>}`;

type Option<O, Key extends string> = Key extends keyof O ? O[Key] : undefined;

/** Of one output: a list for all outputs, or one by its name. */
type MetricNames<Given, Output extends string> = Given extends readonly (infer Metric)[]
  ? NameOf<Metric>
  : Given extends { readonly [K in Output]?: readonly (infer Metric)[] }
    ? NameOf<Metric>
    : never;

type OwnNames<O, Output extends string> =
  | MetricNames<Option<O, 'metrics'>, Output>
  | Behind<'weighted', MetricNames<Option<O, 'weightedMetrics'>, Output>>;

/** Of one output, whatever it is called. */
type OnlyOutput<O> = 'loss' | OwnNames<O, string>;

type SeveralOutputs<O, Output extends string> =
  | 'loss'
  | { [K in Output]: `${K}Loss` | Behind<K, OwnNames<O, K>> }[Output];

/**
 * The names in the logs of a model that is compiled with O: "loss" and the metrics; any text where they are not known.
 * @typeParam Output the names of several outputs, '' for one output, string where they are not known
 */
export type LogNames<O, Output extends string> = string extends Output
  ? string
  : [Output] extends ['']
    ? OnlyOutput<O>
    : SeveralOutputs<O, Output>;

type IsUnion<T, All = T> = [T] extends [never] ? false : T extends unknown ? ([All] extends [T] ? false : true) : never;

/** The output names of a model with these outputs: '' for one. */
export type OutputNames<Outputs> = Outputs extends { readonly shape: unknown; readonly dtype: unknown }
  ? ''
  : Outputs extends readonly [unknown]
    ? ''
    : Outputs extends readonly unknown[]
      ? string
      : IsUnion<keyof Outputs> extends true
        ? keyof Outputs & string
        : string extends keyof Outputs
          ? string
          : '';
