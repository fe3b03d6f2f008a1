/** A training service and the wish for weights in, files of them as the window would export them out. */
import { exchangeService } from '../services/exchange/service.ts';
import type { ExportChoice, ExportedFile, ExportProgress } from '../services/exchange/types.ts';
import type { Result } from '../services/result.ts';
import type { ExportRequest, TrainingService } from '../services/training/types.ts';
import { onnxRunner } from './onnxRunner.ts';
import { storePlatform } from './storePlatform.ts';

export const openExchange = () =>
  exchangeService(storePlatform({ sharedMemory: false }), { runner: onnxRunner });
export const plainChoice = {
  format: 'onnx',
  name: 'net.onnx',
  layout: 'nchw',
  foldBatchNorm: false,
  precision: 'f32',
} as const satisfies ExportChoice;

export async function exportBy(
  training: Pick<TrainingService, 'exportMaterial'>,
  request: ExportRequest,
  choice: ExportChoice = plainChoice,
  exchange = openExchange(),
): Promise<Result<ExportedFile> & { readonly progress: readonly ExportProgress[] }> {
  const material = await training.exportMaterial(request);
  if (!material.ok) return { ...material, progress: [] };
  const { port1, port2 } = new MessageChannel();
  const progress: ExportProgress[] = [];
  const closed = new Promise((resolve) => port1.addEventListener('close', resolve));
  port1.onmessage = ({ data }: MessageEvent<ExportProgress>) => progress.push(data);
  const result = await exchange.exportFile(material.value, choice, port2);
  await closed;
  return { ...result, progress };
}

/** As safetensors: what tests compare runs by. */
export const exportWeights = (
  training: Pick<TrainingService, 'exportMaterial'>,
  which: { readonly run: string; readonly which: 'best' | 'last' },
): Promise<Result<ExportedFile>> =>
  exportBy(
    training,
    { ...which, samples: false },
    { ...plainChoice, format: 'safetensors', name: 'net.safetensors' },
  );
