/** Actions of training: train, pause, resume, step, stop, and the ways to begin. */
import type { Action } from '../actions/registry.ts';
import { isTraining, useRun } from '../store/run.ts';
import { pause, resume, resumeStored, step, stop, train } from './commands.ts';

const is = (...states: readonly string[]): boolean => states.includes(useRun.getState().state);

export const trainActions: readonly Action[] = [
  {
    id: 'train',
    label: 'train',
    group: 'train',
    shortcuts: ['$mod+Enter'],
    inText: true,
    enabled: () => !is('starting'),
    run: async () => {
      await train();
    },
  },
  {
    id: 'pause',
    label: 'pause',
    group: 'train',
    shortcuts: ['$mod+Shift+Enter'],
    inText: true,
    enabled: () => is('running'),
    run: pause,
  },
  {
    id: 'resume',
    label: 'resume',
    group: 'train',
    shortcuts: ['$mod+Shift+Enter'],
    inText: true,
    enabled: () => is('paused'),
    run: resume,
  },
  {
    id: 'step',
    label: 'step',
    group: 'train',
    shortcuts: ['$mod+Alt+Enter'],
    inText: true,
    enabled: () => !is('starting', 'running'),
    run: step,
  },
  {
    id: 'stop',
    label: 'stop',
    group: 'train',
    shortcuts: ['$mod+Alt+Backspace'],
    enabled: () => is('running', 'paused'),
    run: stop,
  },
  {
    id: 'train-continue',
    label: 'train-continue',
    group: 'train',
    enabled: () => useRun.getState().run !== null && !isTraining(useRun.getState()),
    run: async () => {
      const { run } = useRun.getState();
      if (run) await train({ continueFrom: run.id });
    },
  },
  {
    id: 'resume-stored',
    label: 'resume-stored',
    group: 'train',
    enabled: () => useRun.getState().resumable.length > 0 && !isTraining(useRun.getState()),
    run: async () => {
      const [newest] = useRun.getState().resumable;
      if (newest) await resumeStored(newest);
    },
  },
];
