/** The dialog that the view names, questions, and the messages that pass by. */
import { ExportDialog } from '../project/export/ExportDialog.tsx';
import { ImportDialog } from '../project/import/ImportDialog.tsx';
import { NewDialog } from '../project/NewDialog.tsx';
import { OpenDialog } from '../project/OpenDialog.tsx';
import { PictureDialog } from '../project/picture/PictureDialog.tsx';
import { SaveAsDialog } from '../project/SaveAsDialog.tsx';
import { useView } from '../store/view.ts';
import { Confirmations } from '../ui/Confirmations.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { AboutDialog } from './AboutDialog.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';

export function Dialogs() {
  const dialog = useView((state) => state.dialog);
  return (
    <>
      <CommandPalette open={dialog === 'commands'} />
      <SettingsDialog open={dialog === 'settings'} />
      <ShortcutsDialog open={dialog === 'shortcuts'} />
      <AboutDialog open={dialog === 'about'} />
      <NewDialog open={dialog === 'new'} />
      <OpenDialog open={dialog === 'open'} />
      <SaveAsDialog open={dialog === 'save-as'} />
      <ExportDialog open={dialog === 'export'} />
      <ImportDialog open={dialog === 'import'} />
      <PictureDialog open={dialog === 'export-canvas'} />
      <Confirmations />
      <Toasts />
    </>
  );
}
