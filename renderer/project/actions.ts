/** Actions on projects: new, open, import, save, save as, export, undo, redo. */
import type { Action } from '../actions/registry.ts';
import { host } from '../host.ts';
import { isDirty, redo, undo, useDocument } from '../store/document.ts';
import { openDialog } from '../store/view.ts';
import { pickModel } from './import/importModel.ts';
import { focusProjectName } from './projectName.ts';
import { revert, save, saveAs } from './save.ts';
import { bindingNow, useSession } from './session.ts';

const writable = (): boolean =>
  !useDocument.getState().readOnly && useSession.getState().busy === null;
const history = () => useDocument.getState().history;

export const projectActions: readonly Action[] = [
  {
    id: 'new',
    label: 'new',
    group: 'file',
    // Browsers keep $mod+N for a window of their own.
    shortcuts: [host.kind === 'electron' ? '$mod+N' : '$mod+Alt+N'],
    inText: true,
    run: () => openDialog('new'),
  },
  {
    id: 'open',
    label: 'open',
    group: 'file',
    shortcuts: ['$mod+O'],
    inText: true,
    run: () => openDialog('open'),
  },
  {
    id: 'import-model',
    label: 'import-model',
    group: 'file',
    inText: true,
    enabled: () => useSession.getState().busy === null,
    run: async () => {
      await pickModel();
    },
  },
  {
    id: 'save',
    label: 'save',
    group: 'file',
    shortcuts: ['$mod+S'],
    inText: true,
    enabled: writable,
    run: async () => {
      await save();
    },
  },
  {
    id: 'save-as',
    label: 'save-as',
    group: 'file',
    shortcuts: ['$mod+Shift+S'],
    inText: true,
    enabled: writable,
    run: async () => {
      await saveAs();
    },
  },
  {
    id: 'revert',
    label: 'revert',
    group: 'file',
    enabled: () => writable() && bindingNow() !== null && isDirty(useDocument.getState()),
    run: revert,
  },
  {
    id: 'rename',
    label: 'rename',
    group: 'file',
    shortcuts: ['F2'],
    enabled: writable,
    run: focusProjectName,
  },
  {
    id: 'export',
    label: 'export',
    group: 'file',
    shortcuts: ['$mod+E'],
    inText: true,
    run: () => openDialog('export'),
  },
  {
    id: 'export-canvas',
    label: 'export-canvas',
    group: 'file',
    shortcuts: ['$mod+Shift+E'],
    inText: true,
    enabled: () => useDocument.getState().project.nodes.length > 0,
    run: () => openDialog('export-canvas'),
  },
  {
    id: 'undo',
    label: 'undo',
    group: 'edit',
    shortcuts: ['$mod+Z'],
    enabled: () => writable() && history().past.length > 0,
    run: () => {
      undo();
    },
  },
  {
    id: 'redo',
    label: 'redo',
    group: 'edit',
    shortcuts: ['$mod+Shift+Z', '$mod+Y'],
    enabled: () => writable() && history().future.length > 0,
    run: () => {
      redo();
    },
  },
];
