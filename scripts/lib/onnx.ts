import type { ConvWeights } from '../../src/model/fold.ts';
import type { Conv, Layer, Pool } from '../../src/model/zoo/layers.ts';
import { bytesField, intField, type Pieces, textField } from './protobuf.ts';

/** Opset 13 and IR 7: all that the operators here need, and old enough for every runtime. */
const OPSET = 13;
const IR_VERSION = 7;

/** Field numbers of onnx.proto3 (github.com/onnx/onnx). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, type: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, int: 3, ints: 8, type: 20 };
const ATTRIBUTE_TYPE = { int: 2, ints: 7 };
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };
const FLOAT = 1;

/**
 * The same network as an ONNX model: input `input` float32 [n, 3, side, side], output `embedding` [n, length].
 * @param layers fused (fuse.ts), of convolutions, max pooling, residual blocks and a global average
 * @param weights by the convolution's name, [height, width, in, out]
 * @throws Error for a layer that it has no operator for
 */
export function writeOnnx(layers: readonly Layer[], weights: ReadonlyMap<string, ConvWeights>): Uint8Array {
  const graph = new GraphWriter(weights);
  const last = graph.sequence(layers, 'input');
  graph.node('Flatten', [last], 'embedding', { axis: 1 });
  return join([
    ...intField(MODEL.irVersion, IR_VERSION),
    ...textField(MODEL.producer, 'handspell'),
    ...bytesField(MODEL.graph, ...graph.finish()),
    ...bytesField(MODEL.opset, ...textField(1, ''), ...intField(2, OPSET)),
  ]);
}

class GraphWriter {
  private readonly pieces: Pieces = [];
  private count = 0;

  constructor(private readonly weights: ReadonlyMap<string, ConvWeights>) {}

  /** @returns the name of what comes out */
  sequence(layers: readonly Layer[], input: string): string {
    return layers.reduce((from, layer) => this.layer(layer, from), input);
  }

  node(
    type: string,
    inputs: string[],
    output: string,
    attributes: Record<string, number | number[]> = {},
  ): string {
    const content = [
      ...inputs.flatMap((name) => textField(NODE.input, name)),
      ...textField(NODE.output, output),
      ...textField(NODE.type, type),
      ...Object.entries(attributes).flatMap(([name, value]) =>
        bytesField(NODE.attribute, ...attribute(name, value)),
      ),
    ];
    this.pieces.push(...bytesField(GRAPH.node, ...content));
    return output;
  }

  finish(): Pieces {
    return [
      ...this.pieces,
      ...textField(GRAPH.name, 'backbone'),
      ...bytesField(GRAPH.input, ...valueInfo('input', ['n', 3, 'height', 'width'])),
      ...bytesField(GRAPH.output, ...valueInfo('embedding', ['n', 'length'])),
    ];
  }

  private layer(layer: Layer, from: string): string {
    switch (layer.kind) {
      case 'conv':
        return this.conv(layer, from);
      case 'pool':
        return this.pool(layer, from);
      case 'block':
        return this.sequence(layer.layers, from);
      case 'residual': {
        const body = this.sequence(layer.body, from);
        const sum = this.node('Add', [body, this.sequence(layer.shortcut, from)], this.fresh());
        return this.node('Relu', [sum], this.fresh());
      }
      case 'averageTo':
        if (layer.size === null) return this.node('GlobalAveragePool', [from], this.fresh());
        break;
    }
    throw new Error(`There is no ONNX operator here for ${layer.kind}`);
  }

  private conv({ name, size, stride, pad, activation }: Conv, from: string): string {
    const stored = this.weights.get(name);
    if (!stored) throw new Error(`${name} has no weights`);
    const [height, width, inputs, outputs] = stored.shape;
    const weight = toOihw(stored.weight, stored.shape);
    this.tensor(`${name}.weight`, [outputs, inputs, height, width], weight);
    this.tensor(`${name}.bias`, [outputs], stored.bias);
    const output = this.node('Conv', [from, `${name}.weight`, `${name}.bias`], this.fresh(), {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
    return activation === 'relu' ? this.node('Relu', [output], this.fresh()) : output;
  }

  private pool({ of, size, stride, pad, ceil }: Pool, from: string): string {
    if (of !== 'max') throw new Error(`There is no ONNX operator here for ${of} pooling`);
    return this.node('MaxPool', [from], this.fresh(), {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      ceil_mode: Number(ceil),
    });
  }

  private tensor(name: string, dims: number[], values: Float32Array): void {
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const content = [
      ...dims.flatMap((dim) => intField(TENSOR.dims, dim)),
      ...intField(TENSOR.type, FLOAT),
      ...textField(TENSOR.name, name),
      ...bytesField(TENSOR.raw, raw),
    ];
    this.pieces.push(...bytesField(GRAPH.initializer, ...content));
  }

  private fresh(): string {
    this.count++;
    return `t${this.count}`;
  }
}

function attribute(name: string, value: number | number[]): Pieces {
  const list = Array.isArray(value);
  return [
    ...textField(ATTRIBUTE.name, name),
    ...(list ? value.flatMap((item) => intField(ATTRIBUTE.ints, item)) : intField(ATTRIBUTE.int, value)),
    ...intField(ATTRIBUTE.type, list ? ATTRIBUTE_TYPE.ints : ATTRIBUTE_TYPE.int),
  ];
}

/** A float tensor's name and shape; a text stands for a length that is only known when it runs. */
function valueInfo(name: string, shape: readonly (number | string)[]): Pieces {
  const dims = shape.flatMap((dim) =>
    bytesField(1, ...(typeof dim === 'number' ? intField(1, dim) : textField(2, dim))),
  );
  const type = bytesField(1, ...intField(1, FLOAT), ...bytesField(2, ...dims));
  return [...textField(1, name), ...bytesField(2, ...type)];
}

/** [height, width, in, out] -> [out, in, height, width]. */
function toOihw(weight: Float32Array, [height, width, inputs, outputs]: ConvWeights['shape']): Float32Array {
  const out = new Float32Array(weight.length);
  const area = height * width;
  for (let p = 0; p < area; p++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        out[(o * inputs + i) * area + p] = weight[(p * inputs + i) * outputs + o] ?? 0;
      }
    }
  }
  return out;
}

function join(pieces: Pieces): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
