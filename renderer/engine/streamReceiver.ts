/** The window's end of the training stream: packets in, messages and frames to listeners out, one packet a picture. */
import type { LiveFrame, StreamPacket, TrainingMessage } from '../../engine/index.ts';

/** A hidden page draws nothing, but its title and notifications want news. */
const hiddenMilliseconds = 500;

/** Calls back before the next picture, or soon where the page draws none. */
export function nextPicture(work: () => void): void {
  if (document.visibilityState === 'visible') {
    // A page that is hidden before its next picture must not wait for it.
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      work();
    };
    const timer = setTimeout(once, hiddenMilliseconds);
    requestAnimationFrame(once);
  } else setTimeout(work, hiddenMilliseconds);
}

export class StreamReceiver {
  private readonly schedule: (work: () => void) => void;
  private readonly messageListeners = new Set<(messages: readonly TrainingMessage[]) => void>();
  private readonly frameListeners = new Set<(frame: LiveFrame) => void>();
  private port: MessagePort | null = null;

  constructor(schedule: (work: () => void) => void = nextPicture) {
    this.schedule = schedule;
  }

  /** All messages, oldest first, none left out. */
  onMessages(listener: (messages: readonly TrainingMessage[]) => void): () => void {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }
  /** The newest frame when the last one has been drawn. */
  onFrame(listener: (frame: LiveFrame) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  /** A new stream in place of the old; gives the end that the service is to have. */
  open(): MessagePort {
    this.port?.close();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }: MessageEvent<StreamPacket>) => this.receive(port1, data);
    return port2;
  }
  close(): void {
    this.port?.close();
    this.port = null;
  }

  private receive(port: MessagePort, { messages, frame }: StreamPacket): void {
    try {
      if (messages.length > 0) for (const listener of this.messageListeners) listener(messages);
      if (frame) for (const listener of this.frameListeners) listener(frame);
    } finally {
      this.schedule(() => port.postMessage('ready'));
    }
  }
}
