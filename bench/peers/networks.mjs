// The networks of cli/workloads.ts as plain lists of layers, for peers that build their own; a name in, one network out.

/** Filters, size of the square kernel, stride, padding on each side, and whether there is a bias. */
const conv = (filters, size, stride, padding, bias = true) => ({
  type: 'conv',
  ...{ filters, size, stride, padding, bias },
});
const dense = (units) => ({ type: 'dense', units });
const relu = { type: 'relu' };
/** Maximum over 2 × 2 pixels, stride 2. */
const pool = { type: 'pool' };
const flatten = { type: 'flatten' };
const norm = { type: 'norm' };

/** Two 3 × 3 convolutions with batch norm, added to the input or to its 1 × 1 projection. */
const residual = (filters, stride, projected) => ({
  type: 'residual',
  main: [conv(filters, 3, stride, 1, false), norm, relu, conv(filters, 3, 1, 1, false), norm],
  skip: projected ? [conv(filters, 1, stride, 0, false)] : [],
});

/** He et al., Deep Residual Learning, 2016, section 4.2, with projections. */
function resnet20() {
  const blocks = [16, 32, 64].flatMap((filters, stage) =>
    [0, 1, 2].flatMap((block) => {
      const shrinks = stage > 0 && block === 0;
      return [residual(filters, shrinks ? 2 : 1, shrinks), relu];
    }),
  );
  return [conv(16, 3, 1, 1, false), norm, relu, ...blocks, { type: 'average' }, dense(10)];
}

/** Input shapes are height × width × channels. */
export const networks = {
  'mlp-b32': { batch: 32, input: [784], layers: [dense(128), relu, dense(10)] },
  'lenet-b64': {
    batch: 64,
    input: [28, 28, 1],
    layers: [
      ...[conv(6, 5, 1, 2), relu, pool, conv(16, 5, 1, 0), relu, pool, flatten],
      ...[dense(120), relu, dense(84), relu, dense(10)],
    ],
  },
  'convnet-b128': {
    batch: 128,
    input: [28, 28, 1],
    layers: [...[conv(32, 3, 1, 0), relu, pool, conv(64, 3, 1, 0), relu, pool, flatten], dense(10)],
  },
  'resnet20-b32': { batch: 32, input: [32, 32, 3], layers: resnet20() },
};
export const classes = 10;
