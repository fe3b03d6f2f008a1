/** Sentences of training: its controls, curves, live pictures and the dock. */

export const train = {
  before: 'before',
  after: 'after',
  thumbnail: {
    none: 'Nothing to show yet',
    picture: 'The watched sample',
    planes: 'Three channels of the feature map',
    strip: 'The values as colours',
    bars: 'The answer, a bar a class',
    histograms: 'Histograms before and after normalization',
    curve: 'The loss so far',
    number: 'One number',
  },
};
