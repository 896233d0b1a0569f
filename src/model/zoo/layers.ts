/**
 * A network as data: what the papers' tables say, and nothing about how it is run. `summarize.ts` counts it,
 * `run.ts` runs it on tfjs, `reference.ts` in plain TypeScript, the Networks screen draws it.
 *
 * Names of layers with weights are torchvision's, so that its checkpoints load.
 */

/** [height, width, channels] or [features]; the batch is left out. */
export type Shape = readonly number[];

/** Square convolution with `pad` zeros on every side. `activation` is set by `fuse()` alone. */
export interface Conv {
  kind: 'conv';
  name: string;
  filters: number;
  size: number;
  stride: number;
  pad: number;
  bias: boolean;
  activation: 'linear' | 'relu';
}

/** Per-channel standardisation with learned scale and shift (Ioffe and Szegedy 2015). */
export interface BatchNorm {
  kind: 'batchNorm';
  name: string;
  epsilon: number;
}

export interface Activation {
  kind: 'activation';
  function: 'relu' | 'tanh' | 'sigmoid';
}

/** Square pooling; `ceil` keeps a last window that reaches beyond the edge. */
export interface Pool {
  kind: 'pool';
  of: 'max' | 'average';
  size: number;
  stride: number;
  pad: number;
  ceil: boolean;
}

/** Averages whatever comes to size x size positions; `null` averages all positions and drops both axes. */
export interface AverageTo {
  kind: 'averageTo';
  size: number | null;
}

/** In channel-height-width order, as the published weights of the layer after it expect. */
export interface Flatten {
  kind: 'flatten';
}

/** Acts in training only. */
export interface Dropout {
  kind: 'dropout';
  rate: number;
}

export interface Dense {
  kind: 'dense';
  name: string;
  units: number;
}

/** A named run of layers: a stage of the table. */
export interface Block {
  kind: 'block';
  name: string;
  layers: Layer[];
}

/** relu(body(x) + shortcut(x)); an empty shortcut is the identity (He et al. 2015). */
export interface Residual {
  kind: 'residual';
  name: string;
  body: Layer[];
  shortcut: Layer[];
}

/** Branches over the same input, joined along the channels (Szegedy et al. 2014). */
export interface Concat {
  kind: 'concat';
  name: string;
  branches: { name: string; layers: Layer[] }[];
}

/** A classifier on the side, which helps in training and is skipped in use. The value passes unchanged. */
export interface Auxiliary {
  kind: 'auxiliary';
  name: string;
  layers: Layer[];
}

export type Leaf = Conv | BatchNorm | Activation | Pool | AverageTo | Flatten | Dropout | Dense;
export type Layer = Leaf | Block | Residual | Concat | Auxiliary;

export interface Network {
  name: string;
  year: number;
  input: Shape;
  layers: Layer[];
}

export const conv = (
  name: string,
  filters: number,
  size: number,
  { stride = 1, pad = 0, bias = true }: { stride?: number; pad?: number; bias?: boolean } = {},
): Conv => ({ kind: 'conv', name, filters, size, stride, pad, bias, activation: 'linear' });

export const batchNorm = (name: string, epsilon = 1e-5): BatchNorm => ({ kind: 'batchNorm', name, epsilon });

export const relu = (): Activation => ({ kind: 'activation', function: 'relu' });
export const tanh = (): Activation => ({ kind: 'activation', function: 'tanh' });

export const maxPool = (size: number, stride: number, { pad = 0, ceil = false } = {}): Pool => ({
  kind: 'pool',
  of: 'max',
  size,
  stride,
  pad,
  ceil,
});

export const averagePool = (size: number, stride: number): Pool => ({
  kind: 'pool',
  of: 'average',
  size,
  stride,
  pad: 0,
  ceil: false,
});

export const averageTo = (size: number): AverageTo => ({ kind: 'averageTo', size });
export const globalAverage = (): AverageTo => ({ kind: 'averageTo', size: null });
export const flatten = (): Flatten => ({ kind: 'flatten' });
export const dropout = (rate: number): Dropout => ({ kind: 'dropout', rate });
export const dense = (name: string, units: number): Dense => ({ kind: 'dense', name, units });
export const block = (name: string, layers: Layer[]): Block => ({ kind: 'block', name, layers });

export const residual = (name: string, body: Layer[], shortcut: Layer[] = []): Residual => ({
  kind: 'residual',
  name,
  body,
  shortcut,
});

export const concat = (name: string, branches: { name: string; layers: Layer[] }[]): Concat => ({
  kind: 'concat',
  name,
  branches,
});

export const auxiliary = (name: string, layers: Layer[]): Auxiliary => ({ kind: 'auxiliary', name, layers });
