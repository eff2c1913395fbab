/** What page and worker tell each other about a training; all of it can be cloned. */
import type { Shape, TypedArray } from '@inkgrad/tensor';
import type { CallbackState, HookName } from '../callbacks/callback.ts';
import type { ModelConfig } from '../serialize/model-config.ts';
import type { FitOptions } from '../training/fit-options.ts';
import type { History } from '../training/history.ts';
import type { TrainingState } from '../training/progress.ts';

/** The first message, to the worker; all others go by the port that is in it. */
export interface Opening {
  readonly inkgrad: 'fit';
  readonly port: MessagePort;
}

/** Data that stays in the page and is read from there block by block. */
export interface RemoteSource {
  readonly id: number;
  readonly shape: Shape;
}

/** One array, or several by name. */
export type RemoteArrays = readonly (readonly [name: string | undefined, source: RemoteSource])[];

/** Weights and optimizer state, in the order of the model's variables, and how far training has come. */
export interface RemoteState {
  readonly values: readonly TypedArray[];
  readonly learningRate: number;
  readonly progress: TrainingState | undefined;
}

/** What the worker has to know of a callback, which runs in the page. */
export interface RemoteCallback {
  readonly name: string | undefined;
  readonly schedulesLearningRate: boolean;
  readonly hooks: readonly HookName[];
  /** Undefined for one that remembers nothing. */
  readonly state: CallbackState | undefined;
}

export interface FitRequest {
  readonly config: ModelConfig;
  readonly frozen: readonly string[];
  readonly state: RemoteState;
  readonly x: RemoteArrays;
  readonly y: RemoteArrays;
  readonly validation: readonly [x: RemoteArrays, y: RemoteArrays, sampleWeight?: RemoteSource] | undefined;
  readonly sampleWeight: RemoteSource | undefined;
  readonly callbacks: readonly RemoteCallback[];
  readonly options: Omit<FitOptions, 'validationData' | 'sampleWeight' | 'callbacks' | 'signal' | 'device'>;
}

/** However training ended, what became of the model. */
export interface FitResult {
  readonly state: RemoteState;
  readonly history: History | undefined;
}

export interface BlockRequest {
  readonly id: number;
  readonly start: number;
  readonly count: number;
}

export interface HookCall {
  /** Which of the callbacks. */
  readonly callback: number;
  readonly hook: HookName;
  /** Those of the hook, without the model. */
  readonly args: readonly unknown[];
  readonly history: History | undefined;
}

export interface HookAnswer {
  readonly stops: boolean;
  readonly stopTraining: boolean;
  readonly learningRate: number;
  readonly state: CallbackState | undefined;
}
