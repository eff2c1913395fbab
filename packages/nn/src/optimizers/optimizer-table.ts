/** The optimizers by name. */
import { isRecord, knownName } from '../define/names.ts';
import { type Adam, adam, adamRule } from './adam.ts';
import type { OptimizerRule } from './optimizer.ts';
import { type Sgd, sgd, sgdRule } from './sgd.ts';

/** An optimizer's settings, plain data; the state it keeps belongs to the model. */
export type Optimizer = Adam | Sgd;
export type OptimizerName = Optimizer['name'];
/** An optimizer or its name, which stands for it with its defaults. */
export type OptimizerLike = Optimizer | OptimizerName;

const table = {
  adam: { make: adam, rule: adamRule },
  sgd: { make: sgd, rule: sgdRule },
} as const satisfies Record<OptimizerName, { make: unknown; rule: unknown }>;

/** Completes and checks an optimizer. @throws UnknownNameError, ArgumentError */
export function checkOptimizer(where: string, value: unknown): Optimizer {
  const given: Readonly<Record<string, unknown>> = isRecord(value) ? value : { name: value };
  return table[knownName(where, 'optimizer', table, given['name'])].make(given);
}

export function ruleOf(optimizer: Optimizer): OptimizerRule<Optimizer> {
  return table[optimizer.name].rule as unknown as OptimizerRule<Optimizer>;
}
