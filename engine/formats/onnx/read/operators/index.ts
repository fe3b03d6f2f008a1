/** ONNX's operators by name, each with what turns a call of it into nodes. */
import type { Call } from '../call.ts';
import { conv } from './conv.ts';
import { gemm, matMul } from './dense.ts';
import * as elementwise from './elementwise.ts';
import { add, concat, scale, subtract } from './merges.ts';
import { batchNormalization } from './normalization.ts';
import { pad } from './pad.ts';
import * as pooling from './pooling.ts';
import * as shapes from './shapes.ts';

/** Throws Unsupported where no layer does what the call asks. */
type Handler = (call: Call) => void;

/** A Map rather than an object: an operator's name from a file may be any word. */
export const operators: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['Conv', conv],
  ['Gemm', gemm],
  ['MatMul', matMul],
  ['BatchNormalization', batchNormalization],
  ['MaxPool', pooling.maxPool],
  ['AveragePool', pooling.averagePool],
  ['GlobalAveragePool', pooling.globalAveragePool],
  ['GlobalMaxPool', pooling.globalMaxPool],
  ['ReduceMean', pooling.reduceMean],
  ['Relu', elementwise.activation('relu')],
  ['Sigmoid', elementwise.activation('sigmoid')],
  ['Tanh', elementwise.activation('tanh')],
  ['Swish', elementwise.activation('silu')],
  ['LeakyRelu', elementwise.leakyRelu],
  ['Elu', elementwise.elu],
  ['Selu', elementwise.selu],
  ['Gelu', elementwise.gelu],
  ['Clip', elementwise.clip],
  ['Softmax', elementwise.softmax],
  ['Dropout', elementwise.dropout],
  ['Identity', elementwise.identity],
  ['Cast', elementwise.cast],
  ['Add', add],
  ['Sum', add],
  ['Sub', subtract],
  ['Mul', scale],
  ['Div', scale],
  ['Concat', concat],
  ['Flatten', shapes.flatten],
  ['Reshape', shapes.reshape],
  ['Transpose', shapes.transpose],
  ['Squeeze', shapes.squeeze],
  ['Unsqueeze', shapes.unsqueeze],
  ['Shape', shapes.shape],
  ['Pad', pad],
]);
