/** A folder and the path of a URL in; the file that may be served out, or null for anything that is not plainly one. */
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface ServedFile {
  /** Absolute, without links. */
  readonly path: string;
  readonly contentType: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Its name holds a hash of its content: it never changes. */
  readonly immutable: boolean;
}

/**
 * Segments of letters, digits, "-" and "_", parted by single points: what our build writes, and all there is. Nothing is
 * decoded, so no encoding of "..", of separators, drives, streams or zero bytes can mean anything here. Linear: points
 * and slashes are in no class.
 */
const plainPath = /^(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)+$/;
const longestPath = 1024;
const hashedName = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.netloom': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/vnd.microsoft.icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.bin': 'application/octet-stream',
};

/** `urlPath` as it stands in the request, without query and fragment; '/' is index.html. */
export async function lookUp(root: string, urlPath: string): Promise<ServedFile | null> {
  const wanted = urlPath === '/' ? '/index.html' : urlPath;
  if (wanted.length > longestPath || !plainPath.test(wanted)) return null;
  const contentType = contentTypes[extname(wanted).toLowerCase()];
  if (contentType === undefined) return null;
  try {
    const folder = await realpath(root);
    // Links are followed before it is judged where the file lies.
    const path = await realpath(join(folder, ...wanted.slice(1).split('/')));
    if (!path.startsWith(folder + sep)) return null;
    const stats = await stat(path);
    if (!stats.isFile()) return null;
    const { size, mtimeMs } = stats;
    return { path, contentType, size, modified: mtimeMs, immutable: hashedName.test(wanted) };
  } catch {
    return null;
  }
}
