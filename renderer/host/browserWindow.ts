/** The window as far as a page of a browser has a say in it: title, notifications, the question before it closes. */
import type { CloseQuestion, HostWindow } from './types.ts';

export function browserWindow(): HostWindow {
  let title = 'Netloom';
  let progress = '';
  const showTitle = () => {
    document.title = progress + title;
  };
  let question: CloseQuestion | null = null;
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  return {
    setTitle: (projectName, dirty) => {
      title = `${dirty ? '\u2022 ' : ''}${projectName} \u2013 Netloom`;
      showTitle();
    },
    setProgress: (value) => {
      progress = typeof value === 'number' ? `${Math.round(value * 100)}\u202f% ` : '';
      showTitle();
    },
    notify: (heading, body) => {
      if (document.hasFocus() || !canNotify()) return;
      const shown = new Notification(heading, { body, icon: './icon.svg' });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
    },
    allowNotifications: async () => {
      if (!('Notification' in globalThis)) return false;
      return canNotify() || (await Notification.requestPermission()) === 'granted';
    },
    guardClosing: (next) => {
      // Only while it is needed: a listener keeps browsers from caching the page.
      if (next && !question) window.addEventListener('beforeunload', ask);
      if (!next && question) window.removeEventListener('beforeunload', ask);
      question = next;
    },
    onSaveBeforeClose: () => () => undefined,
    nativeMenu: false,
    setMenu: () => undefined,
    onAction: () => () => undefined,
    openExternal: (address) => {
      if (URL.canParse(address) && new URL(address).protocol === 'https:')
        window.open(address, '_blank', 'noopener,noreferrer');
    },
  };
}

const canNotify = () => 'Notification' in globalThis && Notification.permission === 'granted';
