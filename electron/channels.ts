/** Names that page, preload and main must agree on; apart from the contract so that the preload stays tiny. */

export const callChannel = 'netloom:call';
export const eventChannel = 'netloom:event';

/** Everything the page may ask of main; electron/api.ts says with what. */
export const callNames = [
  'openProjectDialog',
  'readProject',
  'projectRevision',
  'saveProject',
  'saveProjectAs',
  'recentProjects',
  'clearRecentProjects',
  'takeOpenRequests',
  'openDroppedProject',
  'saveBytes',
  'pickData',
  'restoreData',
  'requestData',
  'grantDroppedData',
  'fileBeside',
  'setTitle',
  'setProgress',
  'notify',
  'guardClosing',
  'savedBeforeClose',
  'setMenu',
  'openExternal',
] as const;
export type CallName = (typeof callNames)[number];
