/** Calls of the page in: their sender and arguments are checked, then they are handled; every answer is a Result. */
import type { IpcMainInvokeEvent } from 'electron';
import { windowAddress, windowOrigin } from './address.ts';
import { type CallArguments, type CallResults, callSchemas, type Result } from './api.ts';
import { type CallName, callChannel, callNames } from './channels.ts';
import type { Electron, Window } from './electron.ts';
import { settle } from './settle.ts';

export type CallHandlers = {
  readonly [Name in CallName]: (
    ...args: CallArguments<Name>
  ) => CallResults[Name] | Promise<CallResults[Name]>;
};

/** `currentWindow` is the only one whose page may call. */
export function answerCalls(
  { ipcMain }: Pick<Electron, 'ipcMain'>,
  currentWindow: () => Window | null,
  handlers: CallHandlers,
): void {
  ipcMain.handle(callChannel, (event, name: unknown, args: unknown) => {
    if (!isOurPage(event, currentWindow())) return refused('This page may not use Netloom.');
    if (!isCallName(name)) return refused('There is no such call.');
    return call(name, args, handlers);
  });
}

/** The main frame of our window, showing our page and nothing else. */
function isOurPage(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  window: Window | null,
): boolean {
  if (!senderFrame || !window || window.isDestroyed()) return false;
  return (
    sender === window.webContents &&
    senderFrame === sender.mainFrame &&
    senderFrame.origin === windowOrigin &&
    senderFrame.url.startsWith(windowAddress)
  );
}

const isCallName = (name: unknown): name is CallName => callNames.some((known) => known === name);

function call<Name extends CallName>(
  name: Name,
  args: unknown,
  handlers: CallHandlers,
): Promise<Result<CallResults[Name]>> | Result<never> {
  const checked = callSchemas[name].safeParse(args);
  if (!checked.success) return refused(`The call "${name}" has arguments that it does not know.`);
  const handler = handlers[name] as (
    ...args: CallArguments<Name>
  ) => CallResults[Name] | Promise<CallResults[Name]>;
  return settle(() => handler(...(checked.data as CallArguments<Name>)));
}

const refused = (sentence: string): Result<never> => ({
  ok: false,
  error: { code: 'call-refused', sentence },
});
