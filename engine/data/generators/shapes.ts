/** `builtin:shapes`: 32 × 32 colour pictures of ten geometric shapes. */
import { definePictures } from './definition.ts';
import { paintShape, SHAPE_CLASSES, SHAPE_SIDE } from './shapesPainter.ts';

export const shapes = definePictures(
  {
    type: 'shapes',
    version: 1,
    name: { en: 'Colour shapes', zh: '彩色形状' },
    summary:
      '32×32 colour pictures of shapes with random colours, sizes, turns, grounds and noise, 10 classes; 5,000 + 1,000.',
    train: 5_000,
    test: 1_000,
  },
  [SHAPE_SIDE, SHAPE_SIDE, 3],
  SHAPE_CLASSES,
  () => paintShape,
);
