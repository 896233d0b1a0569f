/**
 * What lies in public/models/<name>/: manifest.json and shards. The shards, one after another, are one run of bytes,
 * and `byteOffset`s count in it. A manifest names numbers only; the network's shape is this program's own.
 */
import { Checker } from './check.ts';

export interface Shard {
  /** Name in the manifest's folder. */
  file: string;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

export type StoredDtype = 'int8' | 'uint8' | 'float16' | 'float32';

export interface StoredTensor {
  name: string;
  /** Convolutions [height, width, in, out]. */
  shape: number[];
  dtype: StoredDtype;
  /** A multiple of 4. */
  byteOffset: number;
  /** int8 only: where its scales lie, one float32 for each index of the last axis. */
  scaleOffset?: number;
}

export interface Manifest {
  schemaVersion: 1;
  backboneId: string;
  /** ISO 8601. */
  created: string;
  arch: 'resnet50';
  /** Of the image embedding and the pose embedding together. */
  featureLength: number;
  /**
   * The largest input side, px, at which these weights still read better than at the size below: a larger one is not
   * used by itself. Every side that a device can afford, where it is absent.
   */
  largestInput?: number;
  labels: string[];
  temperature: { found: number; missing: number };
  poseLayers: number;
  /** What was measured when it was trained, for the record. */
  metrics: Record<string, unknown>;
  shards: Shard[];
  tensors: StoredTensor[];
}

const MAX_BYTES = 256 * 2 ** 20;
export const BYTES_PER_VALUE: Record<StoredDtype, number> = { int8: 1, uint8: 1, float16: 2, float32: 4 };

/** @throws ModelError `manifest-invalid` */
export function checkManifest(value: unknown): Manifest {
  const check = new Checker('manifest-invalid', 'manifest.json');
  const record = check.record(value, 'the file');
  if (record.schemaVersion !== 1) {
    check.fail(`schemaVersion is ${JSON.stringify(record.schemaVersion)}, this program reads 1`);
  }
  if (record.arch !== 'resnet50') check.fail('arch is not resnet50');
  const shards = check.list(record.shards, 'shards', 1000).map((shard) => checkShard(check, shard));
  const total = shards.reduce((sum, s) => sum + s.bytes, 0);
  if (total > MAX_BYTES) check.fail(`the shards have ${total} bytes, more than ${MAX_BYTES}`);
  if (new Set(shards.map((s) => s.file)).size !== shards.length) check.fail('a shard stands there twice');
  const tensors = check
    .list(record.tensors, 'tensors', 10_000)
    .map((tensor) => checkTensor(check, tensor, total));
  if (new Set(tensors.map((t) => t.name)).size !== tensors.length) check.fail('a tensor stands there twice');
  return {
    schemaVersion: 1,
    backboneId: check.text(record.backboneId, 'backboneId'),
    created: check.text(record.created, 'created'),
    arch: 'resnet50',
    featureLength: check.count(record.featureLength, 'featureLength', 100_000),
    ...(record.largestInput === undefined
      ? {}
      : { largestInput: check.count(record.largestInput, 'largestInput', 1024) }),
    labels: check.labels(record.labels),
    temperature: check.temperature(record.temperature),
    poseLayers: check.count(record.poseLayers, 'poseLayers', 16),
    metrics: check.record(record.metrics, 'metrics'),
    shards,
    tensors,
  };
}

function checkShard(check: Checker, value: unknown): Shard {
  const { file, bytes, sha256 } = check.record(value, 'a shard');
  const name = check.text(file, 'file of a shard', 100);
  // A plain name: it becomes part of a URL and must stay in its folder.
  if (!/^[\w-][\w.-]*$/.test(name)) check.fail(`"${name}" is not a plain file name`);
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    check.fail(`sha256 of ${name} is not one`);
  return { file: name, bytes: check.count(bytes, `bytes of ${name}`), sha256: sha256 as string };
}

function checkTensor(check: Checker, value: unknown, total: number): StoredTensor {
  const {
    name: givenName,
    shape: givenShape,
    dtype,
    byteOffset,
    scaleOffset,
  } = check.record(value, 'a tensor');
  const name = check.text(givenName, 'name of a tensor');
  if (!isDtype(dtype)) return check.fail(`dtype of ${name} is ${JSON.stringify(dtype)}`);
  const shape = check
    .list(givenShape, `shape of ${name}`, 4)
    .map((n) => check.count(n, `shape of ${name}`, MAX_BYTES));
  const values = shape.reduce((product, n) => product * n, 1);
  const place = (offset: unknown, bytes: number, what: string) => {
    const start = check.count(offset, `${what} of ${name}`);
    if (start % 4 !== 0 || start + bytes > total) check.fail(`${what} of ${name} does not fit the shards`);
    return start;
  };
  const tensor = {
    name,
    shape,
    dtype,
    byteOffset: place(byteOffset, values * BYTES_PER_VALUE[dtype], 'byteOffset'),
  };
  if (dtype !== 'int8') return tensor;
  return { ...tensor, scaleOffset: place(scaleOffset, (shape.at(-1) ?? 1) * 4, 'scaleOffset') };
}

function isDtype(value: unknown): value is StoredDtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_PER_VALUE, value);
}
