/** What stands in the way of training now; renders again only when that changes, not with every edit. */
import { useRef, useSyncExternalStore } from 'react';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { type Obstacle, obstacle, sameObstacle } from './readiness.ts';

export function obstacleNow(): Obstacle | null {
  const { project } = useDocument.getState();
  return obstacle(project.nodes.length, project.data.source, useNetwork.getState());
}
function subscribe(listener: () => void): () => void {
  const stops = [useDocument.subscribe(listener), useNetwork.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}
export function useObstacle(): Obstacle | null {
  const last = useRef<Obstacle | null>(null);
  return useSyncExternalStore(subscribe, () => {
    const found = obstacleNow();
    if (!sameObstacle(last.current, found)) last.current = found;
    return last.current;
  });
}
