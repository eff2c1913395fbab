/**
 * What happens inside models while they train, a plot for each: gradient norms and mean activations of their layers, and
 * the parts of their loss.
 */

import type { DrawChart, FigurePlan, Line, LineChart, LinePlot } from '@inkgrad/charts';
import { lineFigure } from '@inkgrad/charts';
import type { LayerDiagnosis } from '@inkgrad/nn';
import type { EpochDiagnosis } from '../../run/run-result.ts';

/** A model that was looked into. */
export interface DiagnosedModel {
  readonly title: string;
  readonly diagnoses: readonly EpochDiagnosis[];
}

/** Of the last layer, in the theme's series. */
const LAST_COLOR = 4;
const COLUMNS = { wide: 3, narrow: 2 };

/** A line for each layer that has parameters, named by its place: names of layers differ between models. */
function layerLines({ diagnoses }: DiagnosedModel, quantity: (layer: LayerDiagnosis) => number | undefined): Line[] {
  const places = (diagnoses[0]?.layers ?? []).flatMap(({ gradientNorm }, i) => (gradientNorm === undefined ? [] : [i]));
  return places.map((place, order) => ({
    name: order === places.length - 1 ? 'last layer' : `layer ${order + 1}`,
    // The last layer keeps its colour, however many are before it.
    color: order === places.length - 1 ? LAST_COLOR : order < LAST_COLOR ? order : order + 1,
    points: diagnoses.flatMap(({ epoch, layers }) => {
      const layer = layers[place];
      const value = layer && quantity(layer);
      return value === undefined ? [] : [[epoch, value] as const];
    }),
  }));
}

function panels(
  models: readonly DiagnosedModel[],
  plotOf: (model: DiagnosedModel) => Omit<LinePlot, 'label'>,
): LineChart {
  return {
    plots: models.map((model) => ({ label: model.title, ...plotOf(model) })),
    columns: models.length > 1 ? COLUMNS : { wide: 1, narrow: 1 },
    sharedScale: true,
  };
}

export function gradientNorms(models: readonly DiagnosedModel[], draw: DrawChart): FigurePlan {
  const chart = panels(models, (model) => ({
    lines: layerLines(model, ({ gradientNorm }) => gradientNorm),
    axis: { minSpan: 1e-9 },
    logarithmic: true,
  }));
  return lineFigure(
    {
      name: 'gradient-norms',
      title: 'Gradient norms of the layers',
      description: `Line charts on a logarithmic scale, one for each of ${models.length} models: the norm of the gradient of each layer before training and after each epoch.`,
      chart,
    },
    draw,
  );
}

export function meanActivations(models: readonly DiagnosedModel[], draw: DrawChart): FigurePlan {
  const chart = panels(models, (model) => ({
    lines: layerLines(model, ({ meanActivation }) => meanActivation),
    axis: { minSpan: 0.1 },
  }));
  return lineFigure(
    {
      name: 'mean-activations',
      title: 'Mean activations of the layers',
      description: `Line charts, one for each of ${models.length} models: the mean output of each layer before training and after each epoch.`,
      chart,
    },
    draw,
  );
}

export function lossParts(models: readonly DiagnosedModel[], draw: DrawChart): FigurePlan {
  const chart = panels(models, ({ diagnoses }) => {
    const part = (name: string, color: number, value: (diagnosis: EpochDiagnosis) => number): Line => ({
      name,
      color,
      points: diagnoses.map((diagnosis) => [diagnosis.epoch, value(diagnosis)] as const),
    });
    return {
      lines: [
        part('data', 0, ({ dataLoss }) => dataLoss),
        part('kernel L2', 1, ({ kernelPenalty, biasPenalty }) => kernelPenalty + biasPenalty),
        part('activity L2', 3, ({ activityPenalty }) => activityPenalty),
      ],
      axis: { minSpan: 0.1, floor: 0 },
      stacked: true,
    };
  });
  return lineFigure(
    {
      name: 'loss-parts',
      title: 'Parts of the loss',
      description: `Stacked areas, one chart for each of ${models.length} models: the loss of the data, the kernel penalty and the activity penalty before training and after each epoch.`,
      chart,
    },
    draw,
  );
}
