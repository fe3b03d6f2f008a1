/**
 * Elementary functions of f64 numbers, bit-identical in every JavaScript engine (Math.exp and its kin are not).
 *
 * Only + - * /, Math.floor, Math.abs, bit operations and integers, all exactly specified. Errors stay within 4 ulp, mostly 1.
 * Method: argument reduction with a split constant, then a Taylor polynomial on the reduced interval
 * (Muller, Elementary Functions, 3rd ed., chapters 3 and 11). Special values follow IEEE 754-2019 §9.2.1.
 */
export { erf } from './math/erf.ts';
export { exp, expm1, log, log1p, pow, sigmoid, tanh } from './math/exponential.ts';
export { cos, sin } from './math/trigonometry.ts';
