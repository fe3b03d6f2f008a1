/** Node's name of the system in; the one the page knows it by out. */
import type { HostPlatform } from './api.ts';

export function hostPlatform(platform: NodeJS.Platform): HostPlatform {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}
