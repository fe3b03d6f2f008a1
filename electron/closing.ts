/** The question before the window closes, as the page set it; main asks it even when the page no longer answers. */
import type { CloseQuestion, MainEvent } from './api.ts';
import type { Electron, Window } from './electron.ts';

export class Closing {
  private question: CloseQuestion | null = null;
  private asking = false;
  private quitting = false;
  private saving: ((mayClose: boolean) => void) | null = null;
  private readonly electron: Pick<Electron, 'app' | 'dialog'>;
  private readonly tell: (event: MainEvent) => void;

  constructor(electron: Pick<Electron, 'app' | 'dialog'>, tell: (event: MainEvent) => void) {
    this.electron = electron;
    this.tell = tell;
    electron.app.on('before-quit', () => {
      this.quitting = true;
    });
  }

  set(question: CloseQuestion | null): void {
    this.question = question;
  }

  /** The page has saved, or not. */
  saved(mayClose: boolean): void {
    this.saving?.(mayClose);
    this.saving = null;
  }

  guard(window: Window): void {
    window.on('close', (event) => {
      if (!this.question) return;
      event.preventDefault();
      void this.ask(window, this.question);
    });
    // A page that crashed or was loaded anew has not asked for anything yet.
    window.webContents.on('did-start-navigation', (details) => {
      if (!details.isMainFrame || details.isSameDocument) return;
      this.set(null);
      // Nor will it tell how its saving ended.
      this.saved(false);
    });
  }

  private async ask(window: Window, question: CloseQuestion): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const quitting = this.quitting;
    try {
      if (!(await this.mayClose(window, question))) {
        this.quitting = false;
        return;
      }
      this.question = null;
      if (!window.isDestroyed()) window.close();
      // The close that was prevented ended the quitting too.
      if (quitting) this.electron.app.quit();
    } finally {
      this.asking = false;
    }
  }

  private async mayClose(window: Window, question: CloseQuestion): Promise<boolean> {
    const { message, detail, save, close, stay } = question;
    const buttons = save === undefined ? [close, stay] : [save, close, stay];
    const { response } = await this.electron.dialog.showMessageBox(window, {
      type: 'question',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
    });
    const chosen = buttons[response];
    if (chosen === close) return true;
    if (chosen !== save) return false;
    return new Promise((resolve) => {
      this.saving = resolve;
      this.tell({ kind: 'save-before-close' });
    });
  }
}
