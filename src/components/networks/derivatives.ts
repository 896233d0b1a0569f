const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Derivatives of the activations by their input. */
export const DERIVATIVES = {
  sigmoid: (x: number): number => sigmoid(x) * (1 - sigmoid(x)),
  tanh: (x: number): number => 1 - Math.tanh(x) ** 2,
  relu: (x: number): number => (x > 0 ? 1 : 0),
};
