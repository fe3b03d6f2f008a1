/** What became of a model: its operators as layers, what no layer stands for, and what can be done now. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../canvas/text.ts';
import { typeName } from '../../i18n/layerNames.ts';
import { goToNextIssue } from '../../issues/goTo.ts';
import { reasonText } from '../../issues/sentences.ts';
import { useNetwork } from '../../store/network.ts';
import { openDialog, useView } from '../../store/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { cancelImport } from './importModel.ts';
import { type ImportSummary, useImport } from './importState.ts';

export function ImportDialog({ open }: { readonly open: boolean }) {
  const { reading, summary } = useImport();
  if (reading !== null) return <Reading open={open} name={reading} />;
  return summary && <Summary open={open} summary={summary} />;
}

function Reading({ open, name }: { readonly open: boolean; readonly name: string }) {
  const { t } = useTranslation('project');
  const label = t('import.reading', { name });
  return (
    <Dialog
      open={open}
      onClose={cancelImport}
      title={label}
      size="small"
      footer={
        <Button action="cancel-import" onClick={cancelImport}>
          {t('cancel')}
        </Button>
      }
    >
      <ProgressBar label={label} value={null} className="my-3" />
    </Dialog>
  );
}

function Summary({ open, summary }: { readonly open: boolean; readonly summary: ImportSummary }) {
  const { t } = useTranslation('project');
  const { name, project, parameters, producer, version } = summary;
  const placeholders = project.nodes.filter(({ type }) => type === 'placeholder').length;
  const close = () => openDialog(null);
  const closing = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={close}
      initialFocus={closing}
      title={t('import.title', { name })}
      description={t('import.from', { producer: producer || t('import.unknownProgram'), version })}
      footer={
        <>
          {placeholders > 0 && (
            <Button action="show-placeholders" onClick={showIssues}>
              {t('import.showIssues')}
            </Button>
          )}
          <Button ref={closing} kind="primary" onClick={close}>
            {t('close')}
          </Button>
        </>
      }
    >
      <dl className="mb-3 grid grid-cols-3 gap-3">
        <Count name={t('import.nodes')} value={project.nodes.length} />
        <Count name={t('export.parameters')} value={parameters} />
        <Count name={t('import.placeholders')} value={placeholders} bad={placeholders > 0} />
      </dl>
      <Operators summary={summary} />
      <p className="mt-3 text-dim">{t(placeholders > 0 ? 'import.nextMend' : 'import.nextData')}</p>
    </Dialog>
  );
}
function showIssues(): void {
  openDialog(null);
  useView.setState({ dockOpen: true, dockTab: 'issues' });
  goToNextIssue();
}

function Count({
  name,
  value,
  bad = false,
}: {
  readonly name: string;
  readonly value: number;
  readonly bad?: boolean;
}) {
  return (
    <div className="rounded-md border border-line bg-background px-3 py-2">
      <dt className="text-xs text-dim">{name}</dt>
      <dd className={`text-[1rem] font-semibold tabular-nums ${bad ? 'text-bad' : ''}`}>
        {countText(value)}
      </dd>
    </div>
  );
}

/** Why there are placeholders for an operator, each reason once; nothing where no layer is like it at all. */
function reasonsOf({ project }: ImportSummary, operator: string): readonly string[] {
  const settings = project.nodes.flatMap(({ type, params }) =>
    type === 'placeholder' && params.operator === operator ? [String(params.setting ?? '')] : [],
  );
  return [...new Set(settings)].filter((setting) => setting !== '').map(reasonText);
}

function Operators({ summary }: { readonly summary: ImportSummary }) {
  const { t } = useTranslation('project');
  const types = useNetwork((state) => state.types);
  const nameOf = (type: string) => {
    const known = types.get(type);
    return known ? typeName(known) : type;
  };
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys too.
      tabIndex={0}
      aria-label={t('import.operators')}
      className="max-h-64 overflow-y-auto rounded-md border border-line"
    >
      <table className="w-full text-left text-xs" data-operators>
        <thead className="sticky top-0 bg-raised text-dim">
          <tr>
            <th className="px-3 py-1.5 font-semibold">{t('import.operator')}</th>
            <th className="px-3 py-1.5 text-right font-semibold">{t('import.times')}</th>
            <th className="px-3 py-1.5 font-semibold">{t('import.becomes')}</th>
          </tr>
        </thead>
        <tbody>
          {summary.operators.map(({ operator, count, layers, placeholders }) => (
            <tr key={operator} className="border-t border-line">
              <th scope="row" className="px-3 py-1 font-mono font-normal">
                {operator}
              </th>
              <td className="px-3 py-1 text-right tabular-nums">{countText(count)}</td>
              <td className="px-3 py-1">
                {layers.length > 0 && <span>{layers.map(nameOf).join(', ')}</span>}
                {placeholders > 0 && (
                  <span className="text-bad">
                    {layers.length > 0 && ' · '}
                    {t('import.placeholder', { count: placeholders })}
                    <span className="block text-dim">
                      {reasonsOf(summary, operator).join('; ') || t('import.noLayer')}
                    </span>
                  </span>
                )}
                {layers.length === 0 && placeholders === 0 && (
                  <span className="text-dim">{t('import.arranged')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
