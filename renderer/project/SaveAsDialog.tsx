/** The window's own Save as, where the system has no dialog for it: a name in the folder of projects. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { host } from '../host.ts';
import { useDocument } from '../store/document.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { controlLook } from '../ui/Field.tsx';
import { saveNamed } from './save.ts';
import { answerName } from './saveAsDialog.ts';
import { useSession, whileBusy } from './session.ts';

const formId = 'save-as';

export function SaveAsDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('project');
  const busy = useSession((state) => state.busy === 'saving');
  const [folder, setFolder] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) return;
    void host.projects.list().then((listed) => {
      if (listed.ok) setFolder(listed.value.folder);
    });
  }, [open]);
  return (
    <Dialog
      open={open}
      onClose={() => answerName(false)}
      title={t('saveAs.title')}
      description={t('saveAs.description', { folder: folder ?? t('saveAs.folder') })}
      size="small"
      initialFocus={input}
      footer={
        <>
          <Button onClick={() => answerName(false)}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} action="confirm-save-as" busy={busy}>
            {t('saveAs.save')}
          </Button>
        </>
      }
    >
      <NameForm input={input} />
    </Dialog>
  );
}

/** Characters that some system forbids in file names; the host refuses the rest with its own sentence. */
const forbidden = /[/\\<>:"|?*]/;

function NameForm({ input }: { readonly input: React.RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('project');
  const id = useId();
  const [name, setName] = useState(() => useDocument.getState().project.name);
  const [error, setError] = useState<'empty' | 'invalid' | 'exists' | null>(null);
  useEffect(() => input.current?.select(), [input]);
  const submit = async (replace: boolean) => {
    const trimmed = name.trim();
    if (trimmed === '') return setError('empty');
    if (forbidden.test(trimmed)) return setError('invalid');
    const outcome = await whileBusy('saving', () => saveNamed(trimmed, replace));
    if (outcome === 'exists') setError('exists');
    else if (outcome !== null) answerName(outcome);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit(false);
  };
  return (
    <form id={formId} onSubmit={onSubmit}>
      <label htmlFor={id} className="mb-1 block text-dim">
        {t('saveAs.field')}
      </label>
      <div className="flex items-center gap-2">
        <input
          ref={input}
          id={id}
          type="text"
          value={name}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error !== null || undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className={controlLook}
          onChange={(event) => {
            setName(event.target.value);
            setError(null);
          }}
        />
        <span className="text-faint">.netloom</span>
      </div>
      {error && (
        <div id={`${id}-error`} role="alert" className="mt-2 flex items-center gap-3 text-bad">
          <span>{t(`saveAs.${error}`, { characters: '/ \\ < > : " | ? *' })}</span>
          {error === 'exists' && (
            <Button size="small" action="replace-project" onClick={() => void submit(true)}>
              {t('saveAs.replace')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
