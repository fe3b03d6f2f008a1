/** `builtin:digits`: 28 × 28 grey pictures of digits, drawn from strokes. */
import { definePictures } from './definition.ts';
import { DIGIT_SIDE, DigitPainter } from './digitPainter.ts';

export const digits = definePictures(
  {
    type: 'digits',
    version: 1,
    name: { en: 'Drawn digits', zh: '手绘数字' },
    summary:
      '28×28 grey digits drawn from strokes with random pens, slants, shifts and bends, 10 classes; 10,000 + 2,000.',
    train: 10_000,
    test: 2_000,
  },
  [DIGIT_SIDE, DIGIT_SIDE, 1],
  ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  () => {
    const painter = new DigitPainter();
    return (random, pixels) => painter.paint(random, pixels);
  },
);
