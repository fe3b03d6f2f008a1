/** `builtin:spirals` and `builtin:moons`: points of the plane in two classes that no line divides. */
import { cos, sin } from '../../util/math.ts';
import type { Field } from '../types.ts';
import { defineTable } from './definition.ts';

const position: Field = {
  name: 'features',
  dtype: 'f32',
  shape: [2],
  role: 'feature',
  columns: ['x', 'y'],
};
const classField: Field = {
  name: 'label',
  dtype: 'i32',
  shape: [],
  role: 'target',
  classes: ['0', '1'],
};

/** Two arms of an Archimedean spiral, one and a half turns each, radius 0.1 to 1. */
export const spirals = defineTable(
  {
    type: 'spirals',
    version: 1,
    name: { en: 'Two spirals', zh: '双螺旋' },
    summary: 'Points of two arms that wind around each other, 2 features, 2 classes; 1,000 + 500.',
    train: 1_000,
    test: 500,
  },
  position,
  classField,
  (random, features) => {
    const label = random.below(2);
    // The square root spreads points evenly along the arm.
    const way = Math.sqrt(random.unit());
    const radius = 0.1 + 0.9 * way;
    const angle = 3 * Math.PI * way + label * Math.PI;
    features[0] = radius * cos(angle) + 0.025 * random.bell();
    features[1] = radius * sin(angle) + 0.025 * random.bell();
    return label;
  },
);

/** Two interleaving half circles of radius 1, moved to lie around the origin. */
export const moons = defineTable(
  {
    type: 'moons',
    version: 1,
    name: { en: 'Two moons', zh: '双月' },
    summary:
      'Points of two half circles that reach into each other, 2 features, 2 classes; 1,000 + 500.',
    train: 1_000,
    test: 500,
  },
  position,
  classField,
  (random, features) => {
    const label = random.below(2);
    const angle = Math.PI * random.unit();
    const side = label === 0 ? 1 : -1;
    features[0] = side * (cos(angle) - 0.5) + 0.12 * random.bell();
    features[1] = side * (sin(angle) - 0.25) + 0.12 * random.bell();
    return label;
  },
);
