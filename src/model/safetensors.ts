/**
 * The safetensors file format: eight bytes of header length, a JSON header, one buffer.
 * https://github.com/huggingface/safetensors (format section of its README). Little-endian, as every machine that
 * runs WebAssembly is.
 */
import { ModelError } from './errors.ts';
import { decodeBfloat16, decodeFloat16 } from './half.ts';

const BYTES_PER_VALUE = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

export type SafetensorsDtype = keyof typeof BYTES_PER_VALUE;

export interface SafetensorsEntry {
  dtype: SafetensorsDtype;
  shape: number[];
  /** The tensor's bytes, row-major: a view of the file, not a copy. */
  data: Uint8Array;
}

/** The format's own limit on the JSON header. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_RANK = 16;

/**
 * Reads a whole file. Tensors must lie one after another, cover the buffer exactly and have the size that their
 * shape and dtype say.
 * @throws ModelError `safetensors-invalid`
 */
export function parseSafetensors(file: Uint8Array): Map<string, SafetensorsEntry> {
  const { header, buffer } = split(file);
  const entries: { name: string; begin: number; end: number; entry: SafetensorsEntry }[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    entries.push({ name, ...parseEntry(name, value, buffer) });
  }
  // Empty tensors share their neighbour's begin, so the end decides among equals.
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin < position) throw invalid(`${quote(name)} overlaps the tensor before it`);
    if (begin > position)
      throw invalid(`${begin - position} bytes before ${quote(name)} belong to no tensor`);
    position = end;
  }
  if (position !== buffer.length)
    throw invalid(`the last ${buffer.length - position} bytes belong to no tensor`);
  return new Map(entries.map(({ name, entry }) => [name, entry]));
}

function split(file: Uint8Array): { header: Record<string, unknown>; buffer: Uint8Array } {
  if (file.length < 8) throw invalid(`${file.length} bytes are too few for a header`);
  const size = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (size > BigInt(MAX_HEADER_BYTES)) throw invalid(`a header of ${size} bytes is too long`);
  const end = 8 + Number(size);
  if (end > file.length)
    throw invalid(`the header should end at byte ${end}, the file ends at ${file.length}`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, end)));
  } catch (error) {
    throw invalid('the header is not JSON', error);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw invalid('the header is not a JSON object');
  }
  return { header: header as Record<string, unknown>, buffer: file.subarray(end) };
}

function parseEntry(
  name: string,
  value: unknown,
  buffer: Uint8Array,
): { begin: number; end: number; entry: SafetensorsEntry } {
  if (typeof value !== 'object' || value === null) throw invalid(`${quote(name)} has no description`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (!isDtype(dtype)) throw invalid(`${quote(name)} has the unknown dtype ${JSON.stringify(dtype)}`);
  if (!isCounts(shape) || shape.length > MAX_RANK) throw invalid(`${quote(name)} has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw invalid(`${quote(name)} has no valid data_offsets`);
  const [begin = 0, end = 0] = offsets;
  if (begin > end || end > buffer.length) throw invalid(`${quote(name)} reaches outside the file`);
  const bytes = shape.reduce((product, n) => product * n, BYTES_PER_VALUE[dtype]);
  if (bytes !== end - begin) {
    throw invalid(`${quote(name)} is ${dtype} [${shape}], ${bytes} bytes, but ${end - begin} are stored`);
  }
  return { begin, end, entry: { dtype, shape, data: buffer.subarray(begin, end) } };
}

function isDtype(value: unknown): value is SafetensorsDtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_PER_VALUE, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/**
 * Values of an F32, F16 or BF16 tensor, as a new array.
 * @throws ModelError `safetensors-invalid` for any other dtype
 */
export function toFloat32(entry: SafetensorsEntry): Float32Array {
  // A view may start at any byte; a typed array may not.
  const { buffer } = entry.data.slice();
  if (entry.dtype === 'F32') return new Float32Array(buffer);
  if (entry.dtype === 'F16') return decodeFloat16(new Uint16Array(buffer));
  if (entry.dtype === 'BF16') return decodeBfloat16(new Uint16Array(buffer));
  throw invalid(`${entry.dtype} is not a floating-point type of at most 32 bits`);
}

export interface FloatTensor {
  shape: number[];
  values: Float32Array;
}

/** Writes float32 tensors in the given order. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, FloatTensor>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let position = 0;
  for (const [name, { shape, values }] of tensors) {
    if (shape.reduce((product, n) => product * n, 1) !== values.length) {
      throw invalid(`${quote(name)} has ${values.length} values, its shape [${shape}] says otherwise`);
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [position, position + values.byteLength] };
    position += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((8 + json.length) / 8) * 8;
  const file = new Uint8Array(start + position).fill(0x20, 8, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(json, 8);
  let at = start;
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function invalid(message: string, cause?: unknown): ModelError {
  return new ModelError('safetensors-invalid', `not a valid safetensors file: ${message}`, { cause });
}
