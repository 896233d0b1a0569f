import fc from 'fast-check';

/** Where readers err: nothing, signs, one too many, everything; NaN and infinity as float32. */
const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fc00000,
  0x7f800000,
];

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** Valid files after one to four accidents: bits flipped, sizes that lie, parts cut out, doubled, put in from another. */
export function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const seed = fc.constantFrom(...seeds);
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const at = (bytes: Uint8Array, share: number) => Math.floor(share * bytes.length);
  const range = (bytes: Uint8Array, a: number, b: number): [number, number] => {
    const ends = [at(bytes, a), at(bytes, b)].sort((x, y) => x - y);
    return [ends[0] ?? 0, ends[1] ?? 0];
  };
  const write = (bytes: Uint8Array, share: number, patch: Uint8Array): Uint8Array => {
    const copy = bytes.slice();
    const start = Math.min(at(copy, share), Math.max(0, copy.length - patch.length));
    copy.set(patch.subarray(0, copy.length - start), start);
    return copy;
  };
  const accident = <T>(details: fc.Arbitrary<T>, cause: (bytes: Uint8Array, details: T) => Uint8Array) =>
    details.map(
      (chosen): Mutation =>
        (bytes) =>
          cause(bytes, chosen),
    );
  const mutation = fc.oneof(
    accident(fc.tuple(place, fc.nat(7)), (bytes, [p, bit]) => {
      const copy = bytes.slice();
      const i = Math.min(at(copy, p), copy.length - 1);
      copy[i] = (copy[i] ?? 0) ^ (1 << bit);
      return copy;
    }),
    accident(fc.tuple(place, fc.nat(255)), (bytes, [p, value]) => write(bytes, p, Uint8Array.of(value))),
    accident(
      fc.tuple(place, fc.constantFrom(...EDGES), fc.constantFrom(2, 4, 8), fc.boolean()),
      (bytes, [p, edge, width, little]) => {
        const view = new DataView(new ArrayBuffer(8));
        if (width === 2) view.setUint16(0, edge & 0xffff, little);
        else if (width === 4) view.setUint32(0, edge, little);
        else view.setBigUint64(0, BigInt(edge) << (edge % 2 ? 21n : 0n), little);
        return write(bytes, p, new Uint8Array(view.buffer, 0, width));
      },
    ),
    accident(place, (bytes, p) => bytes.slice(0, at(bytes, p))),
    accident(fc.tuple(place, place), (bytes, [a, b]) => {
      const [from, to] = range(bytes, a, b);
      return joined(bytes.subarray(0, from), bytes.subarray(to));
    }),
    accident(fc.tuple(place, place, place), (bytes, [a, b, p]) => {
      const [from, to] = range(bytes, a, b);
      const target = at(bytes, p);
      return joined(bytes.subarray(0, target), bytes.subarray(from, to), bytes.subarray(target));
    }),
    accident(fc.tuple(seed, place, place, place), (bytes, [other, a, b, p]) => {
      const [from, to] = range(other, a, b);
      const target = at(bytes, p);
      return joined(bytes.subarray(0, target), other.subarray(from, to), bytes.subarray(target));
    }),
    accident(fc.uint8Array({ maxLength: 64 }), (bytes, prefix) => joined(prefix, bytes)),
    accident(fc.uint8Array({ maxLength: 64 }), (bytes, suffix) => joined(bytes, suffix)),
  );
  return fc
    .tuple(seed, fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([whole, mutations]) => new Uint8Array(mutations.reduce((bytes, mutate) => mutate(bytes), whole)));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
