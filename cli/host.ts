/** The platform of this process; the compute thread's file lies beside the built entry. */
import type { Platform } from '../engine/index.ts';
import { nodePlatform } from './nodePlatform.ts';

let platform: Platform | null = null;

export function host(): Platform {
  platform ??= nodePlatform(new URL('./computeWorker.js', import.meta.url));
  return platform;
}
