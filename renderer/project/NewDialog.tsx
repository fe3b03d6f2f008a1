/** A new project from an example or from nothing. */
import { type FileText, Grid3x3, Image, Sigma, Table2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openDialog } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { openTemplate } from './open.ts';
import { useSession } from './session.ts';
import { firstTemplate, type TaskKind, type Template, templates } from './templates.ts';

const icons = {
  pictures: Image,
  table: Table2,
  numbers: Sigma,
  empty: Grid3x3,
} as const satisfies Record<TaskKind, typeof FileText>;

export function NewDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('project');
  const [chosen, setChosen] = useState(firstTemplate);
  const busy = useSession((state) => state.busy !== null);
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('new.title')}
      description={t('new.description')}
      size="large"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => openDialog(null)}>{t('cancel')}</Button>
          <Button
            kind="primary"
            action="create-project"
            busy={busy}
            onClick={() => void openTemplate(chosen)}
          >
            {t('new.create')}
          </Button>
        </>
      }
    >
      <div
        role="radiogroup"
        aria-label={t('new.list')}
        className="grid gap-2 sm:grid-cols-2 md:grid-cols-3"
      >
        {templates.map((template) => (
          <Card
            key={template.id}
            template={template}
            chosen={template.id === chosen}
            ref={template.id === chosen ? first : null}
            onChoose={() => setChosen(template.id)}
          />
        ))}
      </div>
    </Dialog>
  );
}

function Card({
  template: { id, task, needsData },
  chosen,
  onChoose,
  ref,
}: {
  readonly template: Template;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly ref: React.Ref<HTMLButtonElement>;
}) {
  const { t } = useTranslation('project');
  const Icon = icons[task];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card of two lines cannot be an input.
    <button
      ref={ref}
      type="button"
      role="radio"
      aria-checked={chosen}
      aria-label={t(`templates.${id}.name`)}
      aria-describedby={`template-${id}`}
      data-template={id}
      tabIndex={chosen ? 0 : -1}
      className={`flex gap-3 rounded-lg border p-3 text-left transition-colors duration-100 ${chosen ? 'border-accent bg-hover' : 'border-line bg-raised hover:border-control'}`}
      onClick={onChoose}
      onDoubleClick={() => void openTemplate(id)}
      onKeyDown={(event) => moveChoice(event)}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-faint" strokeWidth={1.5} />
      <span className="flex min-w-0 flex-col">
        <span className="font-semibold">{t(`templates.${id}.name`)}</span>
        <span id={`template-${id}`} className="mt-0.5 block text-xs leading-relaxed text-dim">
          {t(`templates.${id}.sentence`)}
        </span>
        <span className="mt-auto pt-1 text-xs text-faint">
          {t(`tasks.${task}`)}
          {needsData && ` · ${t('needsData')}`}
        </span>
      </span>
    </button>
  );
}

/** Arrows choose, as in any group of radio buttons; Enter creates. */
function moveChoice(event: React.KeyboardEvent<HTMLButtonElement>): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowDown: 1,
    ArrowLeft: -1,
    ArrowUp: -1,
  };
  const { currentTarget, key } = event;
  if (key === 'Enter') {
    event.preventDefault();
    void openTemplate(currentTarget.dataset.template ?? firstTemplate);
  }
  const step = steps[key];
  if (step === undefined) return;
  event.preventDefault();
  const cards = [...(currentTarget.parentElement?.children ?? [])];
  const at = cards.indexOf(currentTarget);
  const next = cards[(at + step + cards.length) % cards.length];
  if (next instanceof HTMLElement) {
    next.click();
    next.focus();
  }
}
