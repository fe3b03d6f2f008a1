/** The objective as the sum that it is: each loss with its weight, each penalty, linked to the node it belongs to. */
import { useTranslation } from 'react-i18next';
import type { Issue, Objective, ProjectNode } from '../../../engine/index.ts';
import { centreNode } from '../../canvas/camera.ts';
import { setParameter } from '../../commands/edits.ts';
import { type ObjectivePlace, setEvery, setObjectiveNodes } from '../../commands/training.ts';
import { fieldTitle, typeName } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { select } from '../../store/view.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { IssueNotes } from '../IssueNote.tsx';
import { numberText } from '../numbers.ts';
import { useReadOnly } from '../readOnly.ts';
import { Note, Section } from '../Section.tsx';
import { issuesOf } from './issuesAt.ts';
import { type LossTerm, lossTerms, type PenaltyTerm, penaltyTerms } from './objective.ts';

export function ObjectiveSection({
  at,
  issues,
}: {
  readonly at: ObjectivePlace;
  readonly issues: readonly Issue[];
}) {
  const { t } = useTranslation('inspector');
  const { nodes, training } = useDocument((state) => state.project);
  const types = useNetwork((state) => state.types);
  const summary = useNetwork((state) => state.summary);
  const objective = training.phases[at.phase]?.objectives[at.objective];
  if (!objective) return null;
  const losses = lossTerms(nodes, types, objective);
  const penalties = penaltyTerms(nodes, types, summary, objective);
  const missing = summary?.issues.filter(({ code }) => code === 'no-loss') ?? [];
  // A sum of one has no signs, and no column for them.
  const isSum = losses.length + penalties.length > 1;
  const columns = `grid items-start gap-2 ${isSum ? 'grid-cols-[1ch_4.5rem_1ch_minmax(0,1fr)]' : 'grid-cols-[4.5rem_1ch_minmax(0,1fr)]'}`;
  const own = issuesOf(issues, `phases[${at.phase}].objectives[${at.objective}]`);
  return (
    <Section title={t('objective.title')}>
      <ul className="flex flex-col gap-1" aria-label={t('objective.title')}>
        {losses.map((term, i) => (
          <li key={term.node.id} className={columns}>
            {isSum && <Sign text={i === 0 ? '' : '+'} />}
            <LossRow term={term} />
          </li>
        ))}
        {penalties.map((term, i) => (
          <li
            key={`${term.node.id} ${term.parameter} ${term.norm}`}
            className={`min-h-7 ${columns}`}
          >
            {isSum && <Sign text={losses.length + i === 0 ? '' : '+'} />}
            <PenaltyRow term={term} />
          </li>
        ))}
      </ul>
      {losses.length === 0 && (
        <Note>
          {t(missing.length > 0 || nodes.length > 0 ? 'objective.none' : 'objective.empty')}
        </Note>
      )}
      <IssueNotes issues={[...missing, ...own]} />
      <Scope at={at} objective={objective} />
    </Section>
  );
}

function LossRow({ term }: { readonly term: LossTerm }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const type = useNetwork((state) => state.types.get(term.node.type));
  return (
    <>
      <NumberField
        label={t('objective.weight', { label: term.node.label })}
        layout="bare"
        minimum={0}
        maximum={1e6}
        step={0.1}
        value={term.weight}
        onCommit={(weight) => setParameter(term.node.id, 'weight', weight)}
        disabled={readOnly}
      />
      <Sign text="·" />
      <NodeLink
        node={term.node}
        detail={type && typeName(type) !== term.node.label ? typeName(type) : undefined}
      />
    </>
  );
}
function PenaltyRow({ term }: { readonly term: PenaltyTerm }) {
  const type = useNetwork((state) => state.types.get(term.node.type));
  const field = type?.form.find(({ key }) => key === term.parameter);
  const title = field ? fieldTitle('node', term.node.type, field) : term.parameter;
  return (
    <>
      <span className="py-1 pr-2 text-right font-mono text-xs leading-5">
        {numberText(term.strength)}
      </span>
      <Sign text="·" />
      <NodeLink node={term.node} detail={`${title} ${term.norm.toUpperCase()}`} />
    </>
  );
}
const Sign = ({ text }: { readonly text: string }) => (
  <span className="py-1 text-center leading-5 text-faint">{text}</span>
);

/** Goes to the node. */
export function NodeLink({
  node,
  detail,
}: {
  readonly node: ProjectNode;
  readonly detail?: string | undefined;
}) {
  return (
    <span className="min-w-0 py-1 leading-5">
      <button
        type="button"
        data-node={node.id}
        className="max-w-full truncate rounded-sm text-left text-accent hover:underline"
        onClick={() => {
          select([node.id]);
          centreNode(node.id);
        }}
      >
        {node.label}
      </button>
      {detail && <span className="block truncate text-xs text-faint">{detail}</span>}
    </span>
  );
}

/** Which losses it sums, which layers it changes, and how often: all, all and always, unless a document says else. */
function Scope({ at, objective }: { readonly at: ObjectivePlace; readonly objective: Objective }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const nodes = useDocument((state) => state.project.nodes);
  const types = useNetwork((state) => state.types);
  const losses = lossTerms(nodes, types).map(({ node }) => node);
  const learners = nodes.filter(({ type, disabled }) => types.get(type)?.hasWeights && !disabled);
  const usual =
    objective.losses === 'all' && objective.parameters === 'all' && objective.every === 1;
  if (usual && losses.length < 2 && learners.length < 2) return null;
  return (
    <div className="mt-1">
      <Disclosure label={t('objective.scope')} defaultOpen={!usual}>
        <div className="flex flex-col gap-2 pb-1">
          <Chosen
            title={t('objective.losses')}
            all={losses}
            chosen={objective.losses}
            onChange={(chosen) => setObjectiveNodes(at, 'losses', chosen)}
            disabled={readOnly}
          />
          <Chosen
            title={t('objective.layers')}
            all={learners}
            chosen={objective.parameters}
            onChange={(chosen) => setObjectiveNodes(at, 'parameters', chosen)}
            disabled={readOnly}
          />
          <NumberField
            label={t('objective.every')}
            help={t('objective.everyHelp')}
            integer
            minimum={1}
            maximum={1_000_000}
            value={objective.every}
            onCommit={(every) => setEvery(at, every)}
            disabled={readOnly}
          />
        </div>
      </Disclosure>
    </div>
  );
}

function Chosen({
  title,
  all,
  chosen,
  onChange,
  disabled,
}: {
  readonly title: string;
  readonly all: readonly ProjectNode[];
  readonly chosen: 'all' | readonly string[];
  readonly onChange: (chosen: 'all' | readonly string[]) => void;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('inspector');
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-dim">{title}</legend>
      <div className="flex flex-col gap-1">
        <Checkbox
          label={t('objective.all')}
          checked={chosen === 'all'}
          onChange={(checked) => onChange(checked ? 'all' : all.map(({ id }) => id))}
          disabled={disabled}
        />
        {chosen !== 'all' &&
          all.map(({ id, label }) => (
            <div key={id} className="pl-5">
              <Checkbox
                label={label}
                checked={chosen.includes(id)}
                onChange={(checked) =>
                  onChange(checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                }
                disabled={disabled}
              />
            </div>
          ))}
      </div>
    </fieldset>
  );
}
