/** Which BLAS libraries make a measurement of PyTorch unfair. */
import { expect, it } from 'vitest';
import { isReferenceBlas } from './python.ts';

it.each([
  ['/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0', true],
  ['/usr/lib/libblas.so.3', true],
  ['/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3', false],
  ['/usr/lib/x86_64-linux-gnu/libopenblasp-r0.3.21.so', false],
  ['/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.4', false],
  ['/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3', false],
  [null, false],
])('%s: %s', (library, reference) => {
  expect(isReferenceBlas(library)).toBe(reference);
});
