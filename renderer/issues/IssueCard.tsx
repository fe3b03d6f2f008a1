/** One issue: how grave it is, its sentence, and buttons that mend it with what each would cost. */
import { CircleAlert, CircleDashed, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consequences, Fix, Issue } from '../../engine/index.ts';
import { changeText } from '../canvas/text.ts';
import { useDocument } from '../store/document.ts';
import { Button } from '../ui/Button.tsx';
import { applyFix, considerFix } from './fixes.ts';
import { fixLabel, sentenceOf } from './sentences.ts';

const icons = { error: CircleAlert, warning: TriangleAlert, hint: CircleDashed } as const;
const colors = { error: 'text-bad', warning: 'text-warning', hint: 'text-faint' } as const;

export function SeverityIcon({ severity }: Pick<Issue, 'severity'>) {
  const { t } = useTranslation('issues');
  const Icon = icons[severity];
  return (
    <Icon
      role="img"
      aria-label={t(`severity.${severity}`)}
      className={`mt-0.5 size-4 shrink-0 ${colors[severity]}`}
    />
  );
}

export function IssueSentence({ issue }: { readonly issue: Issue }) {
  // Renders again when the language changes.
  useTranslation('issues');
  return <>{sentenceOf(issue)}</>;
}

export function Fixes({ issue, onDone }: { readonly issue: Issue; readonly onDone?: () => void }) {
  const { t } = useTranslation('issues');
  const project = useDocument((state) => state.project);
  const readOnly = useDocument((state) => state.readOnly);
  if (issue.fixes.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, no fields of a form.
    <div role="group" aria-label={t('fixes')} className="mt-1.5 flex flex-wrap gap-1.5">
      {issue.fixes.slice(0, 4).map((fix) => (
        <Button
          key={JSON.stringify(fix)}
          size="small"
          className="h-auto min-h-6 max-w-full shrink! flex-wrap justify-start! gap-y-0! py-0.5 text-left whitespace-normal!"
          disabled={readOnly}
          data-fix={fix.kind}
          onClick={() => {
            onDone?.();
            void applyFix(fix);
          }}
        >
          {fixLabel(project, fix)} <Cost fix={fix} />
        </Button>
      ))}
    </div>
  );
}

/** Asked again when the document changes; nothing while the answer is on its way. */
function Cost({ fix }: { readonly fix: Fix }) {
  const { t } = useTranslation('issues');
  const project = useDocument((state) => state.project);
  const [found, setFound] = useState<Consequences | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `considerFix` reads the document itself.
  useEffect(() => {
    let current = true;
    void considerFix(fix).then((consequences) => {
      if (current) setFound(consequences);
    });
    return () => {
      current = false;
    };
  }, [project, JSON.stringify(fix)]);
  if (!found) return null;
  const change = found.parameters.after - found.parameters.before;
  const worse = found.added.filter(({ severity }) => severity === 'error').length;
  return (
    <span className="font-normal text-dim">
      {change === 0 ? t('cost.same') : t('cost.parameters', { change: changeText(change) })}
      {worse > 0 && <span className="text-warning"> · {t('cost.brings', { count: worse })}</span>}
    </span>
  );
}
