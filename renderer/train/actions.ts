/** Actions of training: train, pause, resume, step, stop, speed. */
import type { Action } from '../actions/registry.ts';

export const trainActions: readonly Action[] = [];
