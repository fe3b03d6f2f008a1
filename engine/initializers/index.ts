/** The initializers by type. */

import { invariant } from '../util/errors.ts';
import { constant, ones, zeros } from './constants.ts';
import { orthogonal } from './orthogonal.ts';
import { normal, truncatedNormal, uniform } from './random.ts';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
} from './scaled.ts';
import type { InitializerDefinition } from './types.ts';

const definitions: readonly InitializerDefinition[] = [
  zeros,
  ones,
  constant,
  uniform,
  normal,
  truncatedNormal,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
];
/** A Map rather than an object: a type from a file may be any word, `constructor` too. */
export const initializers: ReadonlyMap<string, InitializerDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);

/** The definition of a type that the inference has accepted. */
export function initializerDefinition(type: string): InitializerDefinition {
  const definition = initializers.get(type);
  invariant(definition, `no initializer ${type}`);
  return definition;
}
