/**
 * A network with its weights in, an ONNX model out: the graph that predicting runs.
 *
 * Specification: github.com/onnx/onnx, docs/IR.md and docs/Operators.md, opset 17. The same network, weights and options
 * always give the same bytes.
 */
import type { ModelOptions, ModelToWrite, WrittenModel } from '../../types.ts';
import { buildGraph } from './buildGraph.ts';
import { modelFiles } from './model.ts';

/** Throws 'export-no-output', 'layer-not-in-format', 'weights-missing', 'weights-too-large-for-f16', 'onnx-too-large'. */
export function writeOnnx(model: ModelToWrite, options: ModelOptions): WrittenModel {
  const { graph, inputs, outputs } = buildGraph(model, options);
  const graphName = model.network.project.name || 'network';
  return {
    files: modelFiles(graph, { graphName, metadata: model.metadata }, options),
    inputs,
    outputs,
  };
}
