/** What no page may do, whatever it holds: leave, open windows, ask for devices, download, speak with a network. */
import type { Session } from 'electron';
import { scheme, windowAddress, windowOrigin } from './address.ts';
import type { Electron, WebContents } from './electron.ts';
import { isAllowedLink } from './links.ts';

/** Copy and paste by menus, and the whole screen for presentations; everything else is denied. */
const allowedPermissions: readonly string[] = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'fullscreen',
];
/** What a page is made of: our scheme, what it made itself, and the developer tools. */
const allowedSchemes = [`${scheme}:`, 'blob:', 'data:', 'devtools:'];

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowedPermissions.includes(permission) && isWindow(contents?.getURL() ?? '')),
  );
  session.setPermissionCheckHandler(
    (_, permission, origin) =>
      allowedPermissions.includes(permission) && origin.replace(/\/$/, '') === windowOrigin,
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) =>
    answer({ cancel: !allowedSchemes.some((allowed) => request.url.startsWith(allowed)) }),
  );
}

/** For every web contents that ever comes to be. */
export function lockContents(contents: WebContents, { shell }: Pick<Electron, 'shell'>): void {
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (event.url !== windowAddress) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, { shell });
    return { action: 'deny' };
  });
}

/** In the system's browser, if it is one of the places we link to. Says whether it was. */
export function openOutside(address: string, { shell }: Pick<Electron, 'shell'>): boolean {
  if (!isAllowedLink(address)) return false;
  void shell.openExternal(new URL(address).href).catch(() => undefined);
  return true;
}

const isWindow = (address: string): boolean =>
  address === windowAddress || address.startsWith(windowAddress);
