/** A node's weights: how they begin, whether they learn, whose they are, and what they hold now. */
import { useTranslation } from 'react-i18next';
import type { NodeSummary, NodeTypeSummary, ProjectNode } from '../../../engine/index.ts';
import { useNode } from '../../canvas/lookup.ts';
import { setParameter, setSharesWith, setTrainable } from '../../commands/edits.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork, useNodeIssues } from '../../store/network.ts';
import { useRun } from '../../store/run.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { ParameterForm } from '../form/ParameterForm.tsx';
import { differs } from '../form/values.ts';
import { useReadOnly } from '../readOnly.ts';
import { Note, Section } from '../Section.tsx';
import { WeightPicture } from './WeightPicture.tsx';
import { isWeightField } from './weightFields.ts';

export function Weights({
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
  const hasRun = useRun((state) => state.run !== null);
  const weights = summary?.weights ?? [];
  const form = type.form.filter(isWeightField);
  const [penalties, initializers] = [true, false].map((isPenalty) =>
    form.filter(({ control }) => (control.kind === 'regularizer') === isPenalty),
  );
  if (form.length === 0 && weights.length === 0 && !type.hasWeights) return null;
  const colored = summary !== undefined && seesColors(summary);
  const given = {
    kind: 'node' as const,
    type: type.type,
    whole: type.form,
    params: node.params,
    issues,
    onChange: (key: string, value: unknown) => setParameter(node.id, key, value),
    disabled: readOnly || node.sharesWith !== undefined,
  };
  return (
    <Section title={t('weights.title')}>
      <ParameterForm {...given} form={initializers ?? []} />
      {type.hasWeights && (
        <div className="mt-1 flex flex-col gap-1">
          <Owner node={node} disabled={readOnly} />
          <Frozen node={node} disabled={readOnly} />
        </div>
      )}
      {penalties && penalties.length > 0 && (
        <Disclosure
          label={t('weights.penalties')}
          defaultOpen={penalties.some((field) => differs(field, node.params))}
        >
          <ParameterForm {...given} form={penalties} />
        </Disclosure>
      )}
      {weights.length > 0 && (
        <div className="mt-2 flex flex-col gap-3">
          {weights.map((weight) => (
            <WeightPicture
              key={`${weight.name} ${weight.shape.join()}`}
              node={node.id}
              owner={summary?.owner ?? node.id}
              weight={weight}
              colored={colored && weight.shape.length === 4 && weight.shape[2] === 3}
            />
          ))}
        </div>
      )}
      {weights.length > 0 && !hasRun && <Note>{t('weights.initial')}</Note>}
      {weights.length === 0 && <Note>{t('weights.none')}</Note>}
    </Section>
  );
}

/** The first layer of a colour picture: its kernels are shown in colours. */
function seesColors({ window, receptiveField, inputValues }: NodeSummary): boolean {
  const [input] = Object.values(inputValues)[0] ?? [];
  const first = window?.size.every(
    (size, axis) => receptiveField?.[axis]?.size === (size - 1) * (window.dilation[axis] ?? 1) + 1,
  );
  return first === true && input?.shape.at(-1) === 3;
}

const own = ' ';
/** Whose weights it uses: nodes of the same type may share theirs. */
function Owner({ node, disabled }: { readonly node: ProjectNode; readonly disabled: boolean }) {
  const { t } = useTranslation('inspector');
  const nodes = useDocument((state) => state.project.nodes);
  const others = nodes.filter(({ id, type }) => type === node.type && id !== node.id);
  if (others.length === 0 && node.sharesWith === undefined) return null;
  const known = others.some(({ id }) => id === node.sharesWith);
  return (
    <Select
      label={t('weights.owner')}
      help={t('weights.ownerHelp')}
      value={node.sharesWith ?? own}
      options={[
        { value: own, label: t('weights.own') },
        ...others.map(({ id, label }) => ({ value: id, label })),
        ...(node.sharesWith === undefined || known
          ? []
          : [{ value: node.sharesWith, label: node.sharesWith }]),
      ]}
      onChange={(id) => setSharesWith(node.id, id === own ? null : id)}
      disabled={disabled}
    />
  );
}

/** Shared weights are frozen where they belong. */
function Frozen({ node, disabled }: { readonly node: ProjectNode; readonly disabled: boolean }) {
  const { t } = useTranslation('inspector');
  const owner = useNetwork((state) => state.summary?.nodes[node.id]?.owner ?? node.id);
  const label = useNode(owner)?.label;
  if (owner !== node.id && label !== undefined)
    return <Note>{t('weights.belong', { label })}</Note>;
  return (
    <Switch
      label={t('weights.freeze')}
      help={t('weights.freezeHelp')}
      checked={!node.trainable}
      onChange={(frozen) => setTrainable([node.id], !frozen)}
      disabled={disabled}
    />
  );
}
