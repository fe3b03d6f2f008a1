/** `builtin:regression`: a smooth function of five features, with noise and five features that do not matter. */
import { sin } from '../../util/math.ts';
import { defineTable } from './definition.ts';

const FEATURES = 10;

/** J. H. Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991), equation 61. */
export const regression = defineTable(
  {
    type: 'regression',
    version: 1,
    name: { en: 'Friedman’s regression', zh: 'Friedman 回归' },
    summary:
      'A nonlinear function of 5 of 10 features in [0, 1], with noise of standard deviation 1; 2,000 + 1,000.',
    train: 2_000,
    test: 1_000,
  },
  {
    name: 'features',
    dtype: 'f32',
    shape: [FEATURES],
    role: 'feature',
    columns: Array.from({ length: FEATURES }, (_, i) => `x${i + 1}`),
  },
  { name: 'value', dtype: 'f32', shape: [1], role: 'target', columns: ['y'] },
  (random, x) => {
    for (let i = 0; i < FEATURES; i++) x[i] = random.unit();
    const bent = x[2]! - 0.5;
    const wave = 10 * sin(Math.PI * x[0]! * x[1]!);
    return wave + 20 * bent * bent + 10 * x[3]! + 5 * x[4]! + random.bell();
  },
);
