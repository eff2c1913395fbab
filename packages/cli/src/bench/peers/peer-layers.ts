/**
 * An experiment's layers as peers are told them: only what computes, with all numbers filled in, so that no peer repeats
 * them. Reshaping is said by the shapes; dropout belongs to the layer before it.
 */
import { type Experiment, pixelsPerImage } from '@inkgrad/experiments';
import { InternalError } from '@inkgrad/tensor';

interface DenseLayer {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  readonly kernelL2: number;
  readonly activityL2: number;
}

/** Of stride 1, without padding; images [height, width, channels], kernel [height, width, inputs, filters]. */
interface ConvolutionLayer {
  readonly kind: 'conv2d';
  readonly kernelSize: readonly [height: number, width: number];
  readonly inputs: number;
  readonly filters: number;
  readonly activation: string;
}

/** Windows that do not overlap; what is left over at the lower and right edge is not looked at. */
interface PoolLayer {
  readonly kind: 'maxPool2d';
  readonly poolSize: readonly [height: number, width: number];
}

export type PeerLayer = (DenseLayer | ConvolutionLayer | PoolLayer) & {
  /** Rate of the dropout that follows; 0 for none. */
  readonly dropout: number;
};

export interface PeerNetwork {
  readonly layers: readonly PeerLayer[];
  /** [height, width, channels] where the first layer takes images. */
  readonly imageShape?: readonly number[];
}

type Layer = Experiment['layers'][number];

/** What nn would make of other options, peers cannot say. */
function plainWindow(layer: Layer, options: Readonly<Record<string, unknown>>): void {
  const { padding = 'valid', strides, dilationRate, groups = 1 } = options;
  const isPlain = padding === 'valid' && strides === undefined && dilationRate === undefined && groups === 1;
  if (!isPlain) throw new InternalError(`peers take ${layer.type} with a window and nothing else`);
}

function pair(value: unknown): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  return value as readonly [number, number];
}

/** @throws InternalError for an experiment that cannot be said in these layers */
export function peerNetwork({ layers }: Experiment): PeerNetwork {
  const found: PeerLayer[] = [];
  let shape: readonly number[] = [pixelsPerImage];
  for (const layer of layers) {
    switch (layer.type) {
      case 'reshape':
        shape = layer.targetShape;
        break;
      case 'flatten':
        shape = [shape.reduce((product, size) => product * size, 1)];
        break;
      case 'dense': {
        const { units, activation = 'linear', kernelRegularizer, activityRegularizer } = layer;
        const penalties = { kernelL2: kernelRegularizer?.l2 ?? 0, activityL2: activityRegularizer?.l2 ?? 0 };
        found.push({ kind: 'dense', inputs: shape.at(-1)!, units, activation, ...penalties, dropout: 0 });
        shape = [units];
        break;
      }
      case 'conv2d': {
        const { filters, kernelSize, activation = 'linear', ...options } = layer;
        plainWindow(layer, options);
        const [height, width] = pair(kernelSize);
        const inputs = shape[2]!;
        found.push({ kind: 'conv2d', kernelSize: [height, width], inputs, filters, activation, dropout: 0 });
        shape = [shape[0]! - height + 1, shape[1]! - width + 1, filters];
        break;
      }
      case 'maxPooling2d': {
        const { poolSize = 2, ...options } = layer;
        plainWindow(layer, options);
        const [height, width] = pair(poolSize);
        found.push({ kind: 'maxPool2d', poolSize: [height, width], dropout: 0 });
        shape = [Math.floor(shape[0]! / height), Math.floor(shape[1]! / width), shape[2]!];
        break;
      }
      case 'dropout': {
        const last = found.pop();
        if (last === undefined) throw new InternalError('peers take dropout only after a layer that computes');
        found.push({ ...last, dropout: layer.rate });
        break;
      }
      default:
        throw new InternalError(`peers take no layer of type ${layer.type}`);
    }
  }
  const first = layers.find(({ type }) => type !== 'flatten');
  return { layers: found, ...(first?.type === 'reshape' ? { imageShape: first.targetShape } : {}) };
}
