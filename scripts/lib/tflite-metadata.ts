import { Builder, ByteBuffer, type Offset } from 'flatbuffers';

/** Field numbers of the tables this file reads or writes, in the order of their schema. */
const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  count: 8,
};
const BUFFER = { data: 0, count: 1 };
const METADATA = { name: 0, buffer: 1, count: 2 };
const MODEL_METADATA = { name: 0, subgraphs: 3, count: 8 };
const SUBGRAPH_METADATA = { inputs: 2, count: 5 };
const TENSOR_METADATA = { processUnits: 4, count: 7 };
const PROCESS_UNIT = { type: 0, options: 1, count: 2 };
const NORMALIZATION = { mean: 0, std: 1, count: 2 };
const NORMALIZATION_OPTIONS = 1;

const METADATA_NAME = 'TFLITE_METADATA';
/** Flatbuffer vectors hold 32-bit offsets; TFLite wants its tensors' bytes on 16-byte borders. */
const OFFSET_BYTES = 4;
const TENSOR_ALIGNMENT = 16;

/** How an image's 0..255 values become the network's input: `(value - mean) / std`. */
export interface Normalization {
  mean: number;
  std: number;
}

/**
 * Gives a TFLite model the metadata MediaPipe Tasks asks for: a `TFLITE_METADATA` entry that says how the
 * one input image is normalised. Follows tensorflow/lite/schema/schema.fbs (identifier `TFL3`) and
 * mediapipe/tasks/metadata/metadata_schema.fbs (identifier `M001`).
 *
 * The old file stays as it is, at the end of the new one: offsets in a flatbuffer are relative and point
 * forward, so a new root in front may share all of the old tables.
 *
 * @returns the new file's bytes, the same for the same input.
 * @throws Error when the bytes are no TFLite model.
 */
export function addInputNormalization(model: Uint8Array, name: string, input: Normalization): Uint8Array {
  const old = readRoot(model);
  const builder = new Builder(model.length + 4096);
  builder.prep(TENSOR_ALIGNMENT, model.length);
  const start = builder.createByteVector(model) - OFFSET_BYTES;
  /** Where the old file's byte `position` lies in the new file, as the builder counts (from the end). */
  const moved = (position: number): Offset => start - position;

  const oldBuffers = old.vector(MODEL.buffers).map(moved);
  const oldMetadata = old.vector(MODEL.metadata).map(moved);
  const buffers = offsets(builder, [...oldBuffers, metadataBuffer(builder, name, input)]);
  const metadata = offsets(builder, [...oldMetadata, metadataEntry(builder, oldBuffers.length)]);

  builder.startObject(MODEL.count);
  builder.addFieldInt32(MODEL.version, old.version, 0);
  for (const field of [MODEL.operatorCodes, MODEL.subgraphs, MODEL.description, MODEL.metadataBuffer]) {
    const target = old.target(field);
    if (target !== null) builder.addFieldOffset(field, moved(target), 0);
  }
  builder.addFieldOffset(MODEL.buffers, buffers, 0);
  builder.addFieldOffset(MODEL.metadata, metadata, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array().slice();
}

/** The root table of a TFLite file: positions of what its fields point at, in bytes from the file's start. */
function readRoot(model: Uint8Array) {
  const bytes = new ByteBuffer(model);
  if (model.length < 8 || !bytes.__has_identifier('TFL3')) throw new Error('not a TFLite model');
  const root = bytes.readInt32(0);
  const field = (number: number): number => bytes.__offset(root, 4 + 2 * number);
  return {
    version: field(MODEL.version) ? bytes.readInt32(root + field(MODEL.version)) : 0,
    target: (number: number): number | null =>
      field(number) ? bytes.__indirect(root + field(number)) : null,
    vector(number: number): number[] {
      if (!field(number)) return [];
      const first = bytes.__vector(root + field(number));
      const length = bytes.__vector_len(root + field(number));
      return Array.from({ length }, (_, i) => bytes.__indirect(first + i * OFFSET_BYTES));
    },
  };
}

function metadataEntry(builder: Builder, buffer: number): Offset {
  const name = builder.createString(METADATA_NAME);
  builder.startObject(METADATA.count);
  builder.addFieldOffset(METADATA.name, name, 0);
  builder.addFieldInt32(METADATA.buffer, buffer, 0);
  return builder.endObject();
}

function metadataBuffer(builder: Builder, name: string, input: Normalization): Offset {
  const bytes = modelMetadata(name, input);
  builder.prep(TENSOR_ALIGNMENT, bytes.length);
  const data = builder.createByteVector(bytes);
  builder.startObject(BUFFER.count);
  builder.addFieldOffset(BUFFER.data, data, 0);
  return builder.endObject();
}

/** `ModelMetadata { subgraph { input tensor { process unit { NormalizationOptions } } } }`, a file of its own. */
function modelMetadata(name: string, { mean, std }: Normalization): Uint8Array {
  const builder = new Builder();
  const options = table(builder, NORMALIZATION.count, [
    [NORMALIZATION.mean, floats(builder, [mean])],
    [NORMALIZATION.std, floats(builder, [std])],
  ]);
  builder.startObject(PROCESS_UNIT.count);
  builder.addFieldInt8(PROCESS_UNIT.type, NORMALIZATION_OPTIONS, 0);
  builder.addFieldOffset(PROCESS_UNIT.options, options, 0);
  const unit = builder.endObject();
  const tensor = table(builder, TENSOR_METADATA.count, [
    [TENSOR_METADATA.processUnits, offsets(builder, [unit])],
  ]);
  const subgraph = table(builder, SUBGRAPH_METADATA.count, [
    [SUBGRAPH_METADATA.inputs, offsets(builder, [tensor])],
  ]);
  const root = table(builder, MODEL_METADATA.count, [
    [MODEL_METADATA.name, builder.createString(name)],
    [MODEL_METADATA.subgraphs, offsets(builder, [subgraph])],
  ]);
  builder.finish(root, 'M001');
  return builder.asUint8Array().slice();
}

function table(builder: Builder, count: number, fields: [number, Offset][]): Offset {
  builder.startObject(count);
  for (const [field, offset] of fields) builder.addFieldOffset(field, offset, 0);
  return builder.endObject();
}

function offsets(builder: Builder, targets: Offset[]): Offset {
  builder.startVector(OFFSET_BYTES, targets.length, OFFSET_BYTES);
  for (const target of targets.toReversed()) builder.addOffset(target);
  return builder.endVector();
}

function floats(builder: Builder, values: number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}
