/** When there is something to save: after an edit, and no longer once it is undone back to what was saved. */
import { beforeEach, expect, it } from 'vitest';
import { edit, isDirty, markSaved, openDocument, redo, undo, useDocument } from './document.ts';

const dirty = () => isDirty(useDocument.getState());
const rename = (name: string) =>
  edit({ key: 'rename' }, (draft) => {
    draft.name = name;
  });
const save = () => markSaved(useDocument.getState().revision);

beforeEach(() => {
  const { project } = useDocument.getState();
  openDocument({ ...project, name: 'a' }, { documentId: 'd', saved: true });
});

it('undone back to what was saved, nothing is left to save; redone, it is', () => {
  expect(dirty()).toBe(false);
  rename('b');
  expect(dirty()).toBe(true);
  undo();
  expect(dirty()).toBe(false);
  redo();
  expect(dirty()).toBe(true);
  save();
  expect(dirty()).toBe(false);
  undo();
  expect(dirty()).toBe(true);
  rename('b');
  expect(dirty()).toBe(true);
});

it('a document that was opened unsaved stays so, whatever is undone', () => {
  openDocument(useDocument.getState().project, { documentId: 'e', saved: false });
  expect(dirty()).toBe(true);
  rename('b');
  undo();
  expect(dirty()).toBe(true);
});

it('an edit while the file is written leaves something to save', () => {
  rename('b');
  const { revision } = useDocument.getState();
  rename('c');
  markSaved(revision);
  expect(dirty()).toBe(true);
  undo();
  rename('d');
  expect(dirty()).toBe(true);
});
