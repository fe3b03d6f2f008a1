/** Sentences of the shell: top bar, dialogs, settings. */
export const app = {
  workspace: 'Workspace',
  resizeLeft: 'Width of the layers',
  resizeInspector: 'Width of the inspector',
  resizeDock: 'Height of the dock',
};
