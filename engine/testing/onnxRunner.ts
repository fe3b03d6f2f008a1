/** Nothing in; onnxruntime-web in this process out, as the oracle of the ONNX tests. */
import { ortRunner } from '../formats/onnx/ortRunner.ts';

export const onnxRunner = ortRunner(() => import('onnxruntime-web'));
