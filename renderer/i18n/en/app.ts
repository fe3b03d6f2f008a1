/** Sentences of the shell: top bar, dialogs, settings. */
export const app = {
  workspace: 'Workspace',
  resizeLeft: 'Width of the layers',
  resizeInspector: 'Width of the inspector',
  resizeDock: 'Height of the dock',
  close: 'Close',
  dismiss: 'Dismiss',
  notifications: 'Notifications',
  number: {
    'not-above': 'It must be above {{minimum}}.',
    'not-below': 'It must be below {{maximum}}.',
    'not-a-number': 'Enter a number.',
    'not-whole': 'Enter a whole number.',
    'too-small': 'It must be at least {{minimum}}.',
    'too-large': 'It can be at most {{maximum}}.',
  },
};
