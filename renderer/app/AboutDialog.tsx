/** What this is, its version, and the machine it computes on. */
import { useTranslation } from 'react-i18next';
import { host } from '../host.ts';
import { instructionsText } from '../i18n/sentences.ts';
import { openDialog } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useMachine } from './useMachine.ts';
import { version } from './version.ts';

export function AboutDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('app');
  const machine = useMachine(open);
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      size="small"
      title={t('about.title')}
      description={t('about.sentence')}
      footer={<Button onClick={() => openDialog(null)}>{t('close')}</Button>}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <Fact name={t('about.version')} value={version} />
        <Fact name={t('about.host')} value={t(`about.${host.kind}`)} />
        <Fact
          name={t('about.engine')}
          value={machine ? instructionsText(machine.instructionSet) : '…'}
        />
        <Fact name={t('about.cores')} value={machine ? String(machine.cores) : '…'} />
      </dl>
      <p className="mt-4 text-dim">{t('about.licence')}</p>
      <p className="text-dim">{t('about.credits')}</p>
    </Dialog>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
