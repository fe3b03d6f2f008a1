import { describe, expect, it } from 'vitest';
import type { LiveFrame, StreamPacket, TrainingMessage } from '../../engine/index.ts';
import { StreamReceiver } from './streamReceiver.ts';

const note = (text: string): TrainingMessage => ({
  kind: 'event',
  run: 'r',
  event: { kind: 'note', code: 'view-stopped', text },
});
const frame = (step: number): LiveFrame => ({
  watch: 1,
  run: 'r',
  step,
  samples: [],
  weights: [],
  rate: 0,
  share: 0,
});

function open() {
  const scheduled: (() => void)[] = [];
  const receiver = new StreamReceiver((work) => scheduled.push(work));
  const messages: string[] = [];
  const frames: number[] = [];
  receiver.onMessages((all) => {
    for (const message of all)
      if (message.kind === 'event' && message.event.kind === 'note')
        messages.push(message.event.text);
  });
  receiver.onFrame(({ step }) => frames.push(step));
  return { receiver, scheduled, messages, frames };
}
const answered = (port: MessagePort) =>
  new Promise<unknown>((resolve) => {
    port.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
  });
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the stream of training', () => {
  it('hands on messages in order and the frame, and is ready again with the next picture', async () => {
    const { receiver, scheduled, messages, frames } = open();
    const port = receiver.open();
    const answer = answered(port);
    const packet: StreamPacket = { messages: [note('a'), note('b')], frame: frame(4) };
    port.postMessage(packet);
    await turn();
    expect([messages, frames, scheduled.length]).toEqual([['a', 'b'], [4], 1]);
    scheduled[0]?.();
    expect(await answer).toBe('ready');
    receiver.close();
    port.close();
  });
  it('goes on although a listener fails', async () => {
    const { receiver, scheduled } = open();
    receiver.onFrame(() => {
      throw new Error('a painter failed');
    });
    const port = receiver.open();
    const failure = new Promise((resolve) => process.once('uncaughtException', resolve));
    port.postMessage({ messages: [], frame: frame(1) } satisfies StreamPacket);
    expect(String(await failure)).toContain('a painter failed');
    expect(scheduled).toHaveLength(1);
    receiver.close();
    port.close();
  });
  it('can be opened anew, and listeners can leave', async () => {
    const { receiver, frames, messages } = open();
    const seen: number[] = [];
    const leave = receiver.onFrame(({ step }) => seen.push(step));
    const first = receiver.open();
    const second = receiver.open();
    first.postMessage({ messages: [note('late')], frame: null } satisfies StreamPacket);
    leave();
    second.postMessage({ messages: [], frame: frame(2) } satisfies StreamPacket);
    await turn();
    expect([frames, messages, seen]).toEqual([[2], [], []]);
    receiver.close();
    second.close();
  });
});
