/** The values of the engine that the window may import: sentences and plain numbers, and nothing that calculates. */

export { dataNoteCatalogue, dataNoteSentence } from './data/notes.ts';
export { freshIds, freshLabel } from './graph/document/fresh.ts';
export { findHead } from './graph/document/head.ts';
export { limits } from './graph/document/limits.ts';
export { metricNames } from './graph/infer/metrics.ts';
export { catalogue as issueCatalogue } from './graph/issues/catalogue.ts';
export { buffersOf } from './util/buffers.ts';
