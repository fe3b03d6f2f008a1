/** `npm start` until there is a window: trains the LeNet-5 project on the built-in digits. */
import { fileURLToPath } from 'node:url';
import { train } from './train.ts';

export function start(): Promise<number> {
  const project = new URL('../../assets/projects/lenet5.netloom', import.meta.url);
  return train(fileURLToPath(project), { backend: 'wasm' });
}
