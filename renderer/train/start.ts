/** Connects the engine's stream to the run and live stores, and follows settings, documents and crashes. */
import { startWatching } from '../live/watch.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { useSettings } from '../store/settings.ts';
import { leaveRun } from './commands.ts';
import { engineCrashed } from './crash.ts';
import { runEnded, startHostProgress } from './ended.ts';
import { onEnded, takeFrame, takeMessages } from './messages.ts';
import { refreshResumable } from './resumable.ts';

export function startTraining(): void {
  engine.stream.onMessages(takeMessages);
  engine.stream.onFrame(takeFrame);
  engine.onCrash((crash) => void engineCrashed(crash));
  onEnded(runEnded);
  startWatching();
  startHostProgress();
  void engine.training.setWatchBudget(useSettings.getState().watchBudget);
  useSettings.subscribe(({ watchBudget }, before) => {
    if (watchBudget !== before.watchBudget) void engine.training.setWatchBudget(watchBudget);
  });
  useDocument.subscribe(({ documentId }, before) => {
    if (documentId !== before.documentId) void leaveRun();
  });
  // What can be gone on with is known once the network is.
  const stop = useNetwork.subscribe(({ summary }) => {
    if (!summary) return;
    stop();
    void refreshResumable();
  });
}
