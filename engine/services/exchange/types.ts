/** The exchange service: trained networks into files that are proven, model files into projects. Plain data only. */
import type { Field, FieldPreparation } from '../../data/types.ts';
import type { ImportedModel } from '../../formats/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import type { ExportOptions, Verdict } from '../../runtime/export/types.ts';
import type { Result } from '../result.ts';
import type { MountedFile } from '../training/types.ts';
import type { SampleValues } from '../views/types.ts';

/** All that a file is made of and proven with, as the training service gives it. */
export interface ExportMaterial {
  /** The snapshot that the weights belong to. */
  readonly project: Project;
  /** Of its data; null where it was drawn without. */
  readonly fields: readonly Field[] | null;
  readonly preparation: Readonly<Record<string, FieldPreparation>>;
  readonly weights: ChosenWeights;
  /** To try a network with; null where there are no data, or only weights are asked for. */
  readonly samples: ExportSamples | null;
}
export interface ExportSamples {
  readonly from: 'validation' | 'training';
  readonly count: number;
  /** By field, one sample behind the other. */
  readonly values: SampleValues;
}
export interface ExportChoice
  extends Pick<ExportOptions, 'layout' | 'foldBatchNorm' | 'precision'> {
  /** Type of a format that writes. */
  readonly format: string;
  /** Of the file, with its extension. */
  readonly name: string;
}
export interface ExportProgress {
  readonly stage: 'writing' | 'checking';
  readonly done: number;
  readonly of: number;
}
/** A file that has been proven. */
export interface ExportedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly which: 'best' | 'last';
  readonly epoch: number | null;
  readonly verdict: Verdict;
  /** What it was tried with; null where it was not run. */
  readonly triedWith: ExportSamples['from'] | 'random' | null;
  readonly tensors: number;
  readonly parameters: number;
}

export interface ImportRequest {
  readonly name: string;
  readonly file: Blob;
  /** Files that a person gave with it: the model may keep weights in them. */
  readonly beside: readonly MountedFile[];
  /** Where the project will find its weights. */
  readonly weightsPath: string;
}
/** A project whose training begins with the weights that came with it. */
export interface ImportedProject
  extends Pick<ImportedModel, 'project' | 'operators' | 'producer' | 'version'> {
  /** A safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly parameters: number;
}

export interface ExchangeService {
  /** One after the other; `progress` gets ExportProgress. Fails with 'cancelled' after `cancelExport`. */
  exportFile(
    material: ExportMaterial,
    choice: ExportChoice,
    progress: MessagePort,
  ): Promise<Result<ExportedFile>>;
  /** Ends the exports that are under way or wait. */
  cancelExport(): Promise<Result<null>>;
  /** Fails with 'onnx-external-missing', whose place is the name of the file that must be given too. */
  importModel(request: ImportRequest): Promise<Result<ImportedProject>>;
  /** Answers at once; a service that does not is hung. */
  ping(): Promise<Result<null>>;
}
