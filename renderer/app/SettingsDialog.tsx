/** What a person sets for the app on this machine; everything takes effect at once. */
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instructionsText } from '../i18n/sentences.ts';
import { colorMapNames } from '../live/colorMaps.ts';
import { clearStore, type StoreSize, storeSize } from '../project/storage.ts';
import { bytesText } from '../project/text.ts';
import {
  changeSettings,
  defaultSettings,
  type Language,
  type ThemeChoice,
  useSettings,
} from '../store/settings.ts';
import { openDialog } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { confirm } from '../ui/confirm.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { Select } from '../ui/Select.tsx';
import { Slider } from '../ui/Slider.tsx';
import { Switch } from '../ui/Switch.tsx';
import { notify } from '../ui/toasts.ts';
import { chooseLanguage } from './actions.ts';
import { useMachine } from './useMachine.ts';

export function SettingsDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('app');
  const restore = () => {
    const { storeLimit: _, ...settings } = defaultSettings;
    changeSettings(settings);
    void chooseLanguage(null);
  };
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('settings.title')}
      footer={
        <>
          <Button className="mr-auto" action="restore-defaults" onClick={restore}>
            {t('settings.defaults')}
          </Button>
          <Button kind="primary" onClick={() => openDialog(null)}>
            {t('close')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <Appearance />
        <Training />
        <Storage />
      </div>
    </Dialog>
  );
}

function Group({
  title,
  children,
}: {
  readonly title: string;
  readonly children: React.ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-xs font-semibold text-faint">{title}</h3>
      {children}
    </section>
  );
}

function Appearance() {
  const { t } = useTranslation('app');
  const { theme, language, reduceMotion, colorMap, minimap } = useSettings();
  return (
    <Group title={t('settings.appearance')}>
      <SegmentedControl<ThemeChoice>
        label={t('settings.theme')}
        value={theme}
        segments={(['system', 'dark', 'light'] as const).map((value) => ({
          value,
          label: t(`settings.${value}`),
        }))}
        onChange={(next) => changeSettings({ theme: next })}
      />
      <SegmentedControl<Language | 'system'>
        label={t('settings.language')}
        value={language ?? 'system'}
        segments={[
          { value: 'system', label: t('settings.system') },
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ]}
        onChange={(next) => void chooseLanguage(next === 'system' ? null : next)}
      />
      <Select
        label={t('settings.colorMap')}
        help={t('settings.colorMapHelp')}
        value={colorMap}
        options={colorMapNames.map((value) => ({ value, label: t(`train:color.${value}`) }))}
        onChange={(next) => changeSettings({ colorMap: next })}
      />
      <Switch
        label={t('settings.minimap')}
        checked={minimap}
        onChange={(next) => changeSettings({ minimap: next })}
      />
      <Switch
        label={t('settings.reduceMotion')}
        help={t('settings.reduceMotionHelp')}
        checked={reduceMotion}
        onChange={(next) => changeSettings({ reduceMotion: next })}
      />
    </Group>
  );
}

function Training() {
  const { t } = useTranslation('app');
  const threads = useSettings((state) => state.threads);
  const watchBudget = useSettings((state) => state.watchBudget);
  const machine = useMachine(true);
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  return (
    <Group title={t('settings.training')}>
      <NumberField
        label={t('settings.threads')}
        help={t('settings.threadsHelp')}
        value={threads}
        placeholder={t('settings.threadsAuto')}
        integer
        minimum={1}
        maximum={machine?.cores ?? 256}
        disabled={machine?.sharedMemory === false}
        onCommit={(next) => changeSettings({ threads: next })}
        onClear={() => changeSettings({ threads: null })}
      />
      {machine && (
        <p className="-mt-1 text-right text-xs text-faint">
          {machine.sharedMemory
            ? t('settings.cores', {
                cores: machine.cores,
                instructionSet: instructionsText(machine.instructionSet),
              })
            : t('settings.noSharedMemory')}
        </p>
      )}
      <Slider
        label={t('settings.watchBudget')}
        help={t('settings.watchBudgetHelp')}
        value={watchBudget}
        minimum={0}
        maximum={0.2}
        step={0.005}
        format={percent}
        onChange={(next) => changeSettings({ watchBudget: next })}
      />
    </Group>
  );
}

function Storage() {
  const { t } = useTranslation('app');
  const limit = useSettings((state) => state.storeLimit);
  const [size, setSize] = useState<StoreSize | null>(null);
  const refresh = useCallback(() => {
    void storeSize().then(setSize);
  }, []);
  useEffect(refresh, [refresh]);
  const clear = async () => {
    const answer = await confirm({
      title: t('settings.clearTitle'),
      sentence: t('settings.clearSentence'),
      choices: [
        { value: 'clear', label: t('settings.clearDo'), kind: 'danger' },
        { value: 'cancel', label: t('cancel') },
      ],
      cancel: 'cancel',
    });
    if (answer !== 'clear') return;
    const cleared = await clearStore();
    notify(cleared ? 'good' : 'bad', t(cleared ? 'settings.cleared' : 'settings.clearFailed'));
    refresh();
  };
  const limitBytes = limit * 1_000_000;
  return (
    <Group title={t('settings.storage')}>
      <p className="text-dim">{t('settings.storageSentence')}</p>
      <div className="flex min-h-14 flex-col gap-1.5" data-storage={size?.documentBytes}>
        {size && (
          <>
            <div className="flex justify-between text-xs">
              <span className="text-dim">
                {t('settings.history')} · {t('settings.documents', { count: size.documents })}
              </span>
              <span className="tabular-nums">
                {t('settings.usedOf', {
                  used: bytesText(size.documentBytes),
                  limit: bytesText(limitBytes),
                })}
              </span>
            </div>
            <ProgressBar label={t('settings.history')} value={size.documentBytes / limitBytes} />
            <div className="flex justify-between text-xs">
              <span className="text-dim">{t('settings.runs', { count: size.runs })}</span>
              {size.used !== null && size.quota !== null && (
                <span className="text-faint">
                  {t('settings.quota', {
                    used: bytesText(size.used),
                    quota: bytesText(size.quota),
                  })}
                </span>
              )}
            </div>
          </>
        )}
      </div>
      <NumberField
        label={t('settings.limit')}
        help={t('settings.limitHelp')}
        value={limit}
        unit={t('settings.megabytes')}
        integer
        minimum={10}
        maximum={100_000}
        step={50}
        onCommit={(next) => changeSettings({ storeLimit: next })}
      />
      <div className="flex justify-end">
        <Button size="small" action="clear-store" onClick={() => void clear()}>
          {t('settings.clear')}
        </Button>
      </div>
    </Group>
  );
}
