/** The engine's public face: what the window and the command line may use. */

export { referenceBackend } from './backends/reference/index.ts';
export type { Backend, ExecutableStatistics, ProgramProfile, Session } from './backends/types.ts';
export { acceptsRelaxedSimd, measureGemmPeak, wasmBackend } from './backends/wasm/index.ts';
export { builtinDatasets } from './data/builtins.ts';
export { type DataNote, type DataNoteCode, dataNoteSentence } from './data/notes.ts';
export type { Dataset, Field, Part } from './data/types.ts';
export type { Difference } from './formats/comparison.ts';
export { formats } from './formats/index.ts';
export { ortRunner } from './formats/onnx/ortRunner.ts';
export { readSafetensors, writeSafetensors } from './formats/safetensors.ts';
export type { FormatDefinition } from './formats/types.ts';
export { checkProject, parseProject, serializeProject } from './graph/document/parse.ts';
export type {
  Endpoint,
  MetricChoice,
  Objective,
  Project,
  ProjectEdge,
  ProjectNode,
  Training,
} from './graph/document/schema.ts';
export { blockingIssues, inferNetwork } from './graph/infer/infer.ts';
export type { InferredNetwork, NodeStatus, ReceptiveField } from './graph/infer/types.ts';
export type { IssueCode } from './graph/issues/catalogue.ts';
export type { Fix, IssueValue } from './graph/issues/issue.ts';
export { type Issue, issueSentence } from './graph/issues/issue.ts';
export { lowerNetwork } from './graph/lower/lower.ts';
export type { LoweredNetwork, LoweredProgram } from './graph/lower/types.ts';
export type { SpatialWindow } from './layers/types.ts';
export type { ByteSource, ComputeThread, Platform } from './platform.ts';
export type { EpochSummary, NonFinite, RunState, TrainEvent } from './runtime/events.ts';
export { prepareExport } from './runtime/export/prepare.ts';
export { sourceOfRun, sourceWithoutData, standsAlone } from './runtime/export/source.ts';
export type {
  ExportOptions,
  ExportSource,
  PreparedExport,
  Verdict,
} from './runtime/export/types.ts';
export { type CompileMeasurement, measureCompiling } from './runtime/measure/compiling.ts';
export { type InferenceMeasurement, measureInference } from './runtime/measure/inference.ts';
export type { Timed } from './runtime/measure/rounds.ts';
export { type Measurement, measureTraining } from './runtime/measure/training.ts';
export { openProjectData, type Samples } from './runtime/openedData.ts';
export { type RunOverrides, withOverrides } from './runtime/overrides.ts';
export type { TrainingPlan } from './runtime/plan.ts';
export {
  type Activation,
  type ExportedWeights,
  openRun,
  type Prediction,
  type Run,
  type RunRequest,
} from './runtime/run.ts';
export type { TrainOutcome } from './runtime/trainerInputs.ts';
export type * from './services/exchange/types.ts';
export { importModel, type ModelFile, type ModelImport } from './services/graph/importModel.ts';
export type * from './services/graph/types.ts';
export type * from './services/preview/types.ts';
export type { Failure, Result } from './services/result.ts';
export type * from './services/training/types.ts';
export type * from './services/views/types.ts';
export { NetloomError } from './util/errors.ts';
export { compileStages } from './util/stages.ts';
export type { BusyNotice } from './worker.ts';
