/** Everything about one node: what is wrong with it, its parameters, sizes, cost, weights, and help. */
import { useTranslation } from 'react-i18next';
import type { NodeSummary, NodeTypeSummary, ProjectNode } from '../../../engine/index.ts';
import { headOf } from '../../canvas/head.ts';
import { setParameter } from '../../commands/edits.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork, useNodeIssues, useNodeSummary } from '../../store/network.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { ParameterForm } from '../form/ParameterForm.tsx';
import { applies } from '../form/values.ts';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Note, Section } from '../Section.tsx';
import { Cost } from './Cost.tsx';
import { Header } from './Header.tsx';
import { Help } from './Help.tsx';
import { OutputSize } from './OutputSize.tsx';
import { Placeholder } from './Placeholder.tsx';
import { Weights } from './Weights.tsx';
import { isWeightField } from './weightFields.ts';

export function NodeInspector({ node }: { readonly node: ProjectNode }) {
  const type = useNetwork((state) => state.types.get(node.type));
  const summary = useNodeSummary(node.id);
  const issues = useNodeIssues(node.id);
  const shown = new Set(
    type?.form.filter((field) => applies(field, type.form, node.params)).map(({ key }) => key),
  );
  const elsewhere = issues.filter(
    ({ parameter }) => parameter === undefined || !shown.has(parameter),
  );
  return (
    <>
      <Header node={node} type={type} />
      {elsewhere.length > 0 && (
        <div className="border-t border-line py-2.5 pr-3 pl-4">
          <IssueNotes issues={elsewhere} />
        </div>
      )}
      {type && <Parts node={node} type={type} summary={summary} />}
    </>
  );
}

function Parts({
  node,
  type,
  summary,
}: {
  readonly node: ProjectNode;
  readonly type: NodeTypeSummary;
  readonly summary: NodeSummary | undefined;
}) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const issues = useNodeIssues(node.id);
  const isHead = useDocument((state) => headOf(state.project) === node.id);
  const form = type.form.filter((field) => !isWeightField(field));
  const ready = summary?.status === 'ok';
  if (type.type === 'placeholder')
    return (
      <>
        <Placeholder node={node} type={type} />
        <Help type={type} params={node.params} summary={summary} />
      </>
    );
  return (
    <>
      <Section title={t('node.parameters')}>
        {form.length === 0 && <Note>{t('node.noParameters')}</Note>}
        <ParameterForm
          kind="node"
          type={type.type}
          form={form}
          whole={type.form}
          params={node.params}
          issues={issues}
          onChange={(key, value) => setParameter(node.id, key, value)}
          disabled={readOnly}
        />
        {type.type === 'residual' && <Expand />}
        {isHead && <ReplaceHead />}
      </Section>
      {ready && <OutputSize summary={summary} />}
      {ready && type.category !== 'loss' && <Cost summary={summary} />}
      <Weights node={node} type={type} summary={summary} />
      <Help type={type} params={node.params} summary={summary} />
    </>
  );
}

/** A new last layer for the classes of the data, in the place of this one; undone as one. */
function ReplaceHead() {
  const { t } = useTranslation('inspector');
  return (
    <div className="mt-2 flex flex-col items-start gap-1.5">
      <ActionButton id="replace-head" />
      <ActionButton id="replace-head-freeze" />
      <Note>{t('node.replaceHeadHelp')}</Note>
    </div>
  );
}

/** Add and, where it projects, a 1×1 convolution in the place of a Residual; undone as one. */
function Expand() {
  const { t } = useTranslation('inspector');
  return (
    <div className="mt-2">
      <ActionButton id="expand-residual" />
      <Note>{t('node.expandHelp')}</Note>
    </div>
  );
}
