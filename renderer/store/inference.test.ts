import { beforeEach, expect, it, vi } from 'vitest';
import type { Result } from '../../engine/index.ts';
import { edit, openDocument, useDocument } from './document.ts';
import { askAgain, startInference } from './inference.ts';
import { useNetwork } from './network.ts';

const failure = (code: string): Result<never> => ({ ok: false, error: { code, sentence: code } });

const { answers, asked } = vi.hoisted(() => ({
  answers: { infer: [] as unknown[], catalogue: [] as unknown[], openData: [] as unknown[] },
  asked: [] as string[],
}));
vi.mock('./engine.ts', () => {
  const answer = (method: keyof typeof answers, otherwise: unknown) => async () => {
    asked.push(method);
    return answers[method].shift() ?? otherwise;
  };
  return {
    engine: {
      graph: {
        infer: answer('infer', { ok: true, value: { nodes: {}, issues: [] } }),
        catalogue: answer('catalogue', { ok: true, value: { nodeTypes: [] } }),
      },
      training: { openData: answer('openData', { ok: true, value: { fields: [] } }) },
    },
  };
});
const settled = () => new Promise((resolve) => setTimeout(resolve));
const blank = useDocument.getState().project;
const digits = { ...blank, data: { source: 'builtin:digits' as const, options: {} } };
let started = false;

beforeEach(async () => {
  for (const list of Object.values(answers)) list.splice(0);
  if (!started) {
    answers.catalogue.push(failure('engine-restarted'));
    await startInference();
  }
  started = true;
  openDocument(digits, { documentId: 'a', saved: true });
  await settled();
  asked.splice(0);
});
const rename = (name: string) =>
  edit({ key: 'rename' }, (draft) => {
    draft.name = name;
  });

it('asks again what a worker that broke down left unanswered', async () => {
  expect(useNetwork.getState().catalogue).not.toBeNull();
  answers.infer.push(failure('engine-restarted'), failure('engine-restarted'));
  rename('b');
  await settled();
  expect(asked).toEqual(['infer', 'infer', 'infer']);
  expect(useNetwork.getState().revision).toBe(useDocument.getState().revision);
});

it('opens the data again that were being opened', async () => {
  answers.openData.push(failure('engine-restarted'));
  edit({ key: 'seed' }, (draft) => {
    draft.training.seed++;
  });
  await settled();
  expect(asked.filter((method) => method === 'openData')).toHaveLength(2);
  expect(useNetwork.getState()).toMatchObject({ dataFailure: null, dataLoading: false });
});

it('does not ask for ever, and takes up again when the worker is started again', async () => {
  answers.infer.push(failure('engine-stopped'));
  rename('c');
  await settled();
  expect(asked).toEqual(['infer']);
  expect(useNetwork.getState().revision).toBeLessThan(useDocument.getState().revision);
  await askAgain();
  expect(useNetwork.getState().revision).toBe(useDocument.getState().revision);
});
