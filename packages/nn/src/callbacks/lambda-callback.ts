/** A callback of functions, with their names checked. Source: https://keras.io/api/callbacks/lambda_callback/ */
import { ArgumentError } from '@inkgrad/tensor';
import { checkKeys, describe } from '../define/names.ts';
import { type Callback, hookNames } from './callback.ts';

/**
 * The hooks as a callback. An object with the same hooks does as well; this one refuses a misspelt hook.
 * @throws UnknownNameError that names the nearest hook, ArgumentError for a hook that is no function
 * @example
 * const seen = [];
 * const watch = lambdaCallback({ onEpochEnd: (epoch, logs) => void seen.push(epoch) });
 * await model.fit(x, y, { epochs: 2, callbacks: [watch] });
 * seen; // → [0, 1]
 */
export function lambdaCallback(hooks: Pick<Callback, (typeof hookNames)[number]>): Callback {
  checkKeys('lambdaCallback', hooks, hookNames);
  for (const [name, hook] of Object.entries(hooks)) {
    if (typeof hook !== 'function') throw new ArgumentError('lambdaCallback', name, 'a function', describe(hook));
  }
  return { name: 'lambdaCallback', ...hooks };
}
