/** The geometry that convolution and pooling share: which input pixel meets which kernel place at which output pixel. */

export interface TapGeometry {
  readonly batch: number;
  /** Spatial lengths. */
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
}

/**
 * Visits every (input pixel, tap, output pixel) whose input pixel is not padding; pixels are numbered row-major over
 * batch and space, taps over the kernel. For one output pixel the taps come in order.
 */
export function visitTaps(
  geometry: TapGeometry,
  visit: (inputPixel: number, tap: number, outputPixel: number) => void,
): void {
  const { batch, input, kernel, output, stride, padding, dilation } = geometry;
  const axes = input.length;
  const taps = kernel.reduce((product, d) => product * d, 1);
  const pixels = output.reduce((product, d) => product * d, 1);
  for (let image = 0; image < batch; image++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let tap = 0; tap < taps; tap++) {
        // Coordinates are read off from the last axis to the first.
        let [pixelRest, tapRest, place, step, inside] = [pixel, tap, 0, 1, true];
        for (let axis = axes - 1; axis >= 0 && inside; axis--) {
          const outputLength = output[axis] as number;
          const kernelLength = kernel[axis] as number;
          const inputLength = input[axis] as number;
          const at =
            (pixelRest % outputLength) * (stride[axis] as number) +
            (tapRest % kernelLength) * (dilation[axis] as number) -
            (padding[axis]?.[0] as number);
          inside = at >= 0 && at < inputLength;
          place += at * step;
          step *= inputLength;
          pixelRest = Math.floor(pixelRest / outputLength);
          tapRest = Math.floor(tapRest / kernelLength);
        }
        if (inside) visit(image * step + place, tap, image * pixels + pixel);
      }
}
