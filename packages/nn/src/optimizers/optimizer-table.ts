/** The built-in optimizers. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import type { Optimizer } from '../define/define-optimizer.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamw } from './adamw.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

const builtIn = { adam, sgd, rmsprop, adamw, adamax, nadam, adagrad, adadelta, lion };
/** The name of an optimizer that is built in. */
export type OptimizerName = keyof typeof builtIn;
/** An optimizer or the name of a built-in one, which stands for it with its defaults. */
export type OptimizerLike = Optimizer | OptimizerName;

/** A built-in optimizer as plain data, its options completed. */
export type BuiltInOptimizer = { [K in OptimizerName]: ReturnType<(typeof builtIn)[K]> }[OptimizerName];

export const builtInOptimizers: readonly Definable<Optimizer>[] = Object.values(builtIn);
