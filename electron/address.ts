/** Where the window lives: one scheme, one host, so one origin. */

export const scheme = 'app';
export const windowOrigin = `${scheme}://netloom`;
export const windowAddress = `${windowOrigin}/`;
