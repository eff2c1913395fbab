/**
 * An experiment trained for as long as it takes: until its validation accuracy has been off the plateau for as many epochs
 * as the base trains, and at most for the epochs that the ablation allows. So no answer depends on where 20 epochs end.
 */
import type { Experiment } from '../../experiment/schema.ts';

type Callbacks = NonNullable<Experiment['callbacks']>;
type Schedule = NonNullable<Callbacks['learningRateSchedule']>;

/** A decay that would take all epochs takes those of the experiment. */
function asLong(schedule: Schedule, epochs: number): Schedule {
  if (schedule.type === 'cosineDecay') return { ...schedule, decayEpochs: schedule.decayEpochs ?? epochs };
  if (schedule.type !== 'warmup' || schedule.target === undefined) return schedule;
  const target = asLong(schedule.target, Math.max(1, epochs - schedule.epochs)) as typeof schedule.target;
  return { ...schedule, target };
}

/** Early stopping is left out: it would end a plateau that ends by itself. */
export function lengthened(
  experiment: Experiment,
  { base, level, mostEpochs }: { base: Pick<Experiment, 'epochs'>; level: number; mostEpochs: number },
): Experiment {
  const { earlyStopping: _, learningRateSchedule: schedule, ...others } = experiment.callbacks ?? {};
  const stopAfterReaching = { monitor: 'validationAccuracy', value: level, patience: base.epochs } as const;
  return {
    ...experiment,
    epochs: mostEpochs,
    callbacks: {
      ...others,
      ...(schedule === undefined ? {} : { learningRateSchedule: asLong(schedule, experiment.epochs) }),
      stopAfterReaching,
    },
  };
}
