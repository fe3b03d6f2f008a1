/** All sentences of this language, an area a file. */
export { actions } from './actions.ts';
export { app } from './app.ts';
export { canvas } from './canvas.ts';
export { edits } from './edits.ts';
export { errors } from './errors.ts';
export { inspector } from './inspector.ts';
export { issues } from './issues.ts';
export { layers } from './layers.ts';
export { project } from './project.ts';
export { train } from './train.ts';
