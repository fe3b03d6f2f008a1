/** A node on the canvas: what it is, what flows through it, what it costs and what is wrong with it. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Snowflake } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue, NodeSummary, ProjectNode } from '../../engine/index.ts';
import { portName, typeName } from '../i18n/layerNames.ts';
import { IssueBadge } from '../issues/IssueBadge.tsx';
import { useNodeOrigin } from '../live/origin.ts';
import { Thumbnail } from '../live/Thumbnail.tsx';
import { useNetwork, useNodeIssues, useNodeSummary } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import { focusCanvas } from './camera.ts';
import { useCursor } from './cursor.ts';
import { type LayerFlowNode, portPlacesOf } from './flow.ts';
import { useGhostIssue, useGhostOfNode } from './ghosts.ts';
import { useNode, useWiredPorts } from './lookup.ts';
import type { PortPlace } from './portPlaces.ts';
import { RenameField } from './RenameField.tsx';
import { useSkipChoice } from './skipChoice.ts';
import { countText, keyNumbers, nodeHeading, nodeShape } from './text.ts';

/** The element that names the node to assistive technology; the canvas points to it as its active descendant. */
export const nodeElementId = (id: string): string => `node-${id}`;

/** React Flow renders this for every step of a drag; everything in it is kept unless it changed. */
export function LayerNode({ id, selected }: NodeProps<LayerFlowNode>) {
  useCommitCounter('node');
  return <NodeBody id={id} selected={selected} />;
}

const NodeBody = memo(function NodeBody({
  id,
  selected,
}: {
  readonly id: string;
  readonly selected: boolean;
}) {
  useCommitCounter('nodeBody');
  const { t } = useTranslation('canvas');
  const node = useNode(id);
  const type = useNetwork(({ types }) => (node ? types.get(node.type) : undefined));
  const summary = useNodeSummary(id);
  const issues = useNodeIssues(id);
  const ghostIssue = useGhostIssue(id);
  const choice = useSkipChoice(({ sources, chosen }) =>
    sources.some((source) => source.node === id)
      ? chosen?.node === id
        ? 'chosen'
        : 'possible'
      : undefined,
  );
  if (!node) return null;
  const name = type ? typeName(type) : node.type;
  const shown = ghostIssue ? [ghostIssue] : issues;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would change nothing for the better.
    <div
      id={nodeElementId(id)}
      role="group"
      aria-label={`${name} ${node.label}`}
      data-node={id}
      data-layer={node.type}
      data-status={summary?.status ?? 'unknown'}
      data-selected={selected || undefined}
      data-disabled={node.disabled || undefined}
      data-choice={choice}
      data-placeholder={node.type === 'placeholder' || undefined}
      className={`relative flex h-full w-full flex-col rounded-lg border bg-raised shadow-[0_1px_2px_#0003] ${borderOf(shown, summary, selected, choice)} ${node.disabled || node.type === 'placeholder' ? 'border-dashed' : ''}`}
    >
      <span
        aria-hidden
        className="node-bar absolute top-2.5 bottom-2.5 -left-px w-[3px] rounded-xs"
        style={{ background: `var(--c-${type?.category ?? 'data'})` }}
      />
      <div
        className={`node-inside flex min-h-0 flex-1 flex-col px-2.5 pt-1.5 pb-1.5 pl-3 ${node.disabled ? 'opacity-55' : ''}`}
      >
        <Heading node={node} name={name} summary={summary} />
        <Thumbnail node={id} className="node-detail mt-1 h-[42px] w-full shrink-0" />
        <Numbers id={id} node={node} summary={summary} />
      </div>
      {summary !== undefined && summary.share > 0.005 && !node.disabled && (
        <span
          aria-hidden
          title={t('shareHelp', { percent: percent(summary.share) })}
          className="absolute bottom-0 left-3 h-[3px] rounded-t-xs bg-accent/70"
          style={{ width: `calc((100% - 24px) * ${summary.share.toFixed(3)})` }}
        />
      )}
      <Ports node={node} issues={issues} />
      {shown.length > 0 && <IssueBadge node={id} issues={shown} ghost={ghostIssue !== null} />}
    </div>
  );
});

const percent = (share: number): string => (share * 100).toFixed(share < 0.1 ? 1 : 0);

function borderOf(
  issues: readonly Issue[],
  summary: NodeSummary | undefined,
  selected: boolean,
  choice: string | undefined,
): string {
  if (selected || choice === 'chosen') return 'border-accent ring-3 ring-accent/25';
  if (choice === 'possible') return 'border-accent';
  if (issues.some(({ severity }) => severity === 'error')) return 'border-bad';
  if (issues.some(({ severity }) => severity === 'warning')) return 'border-warning';
  return summary?.status === 'unfinished' ? 'border-dashed border-control' : 'border-line';
}

function Heading({
  node,
  name: typed,
  summary,
}: {
  readonly node: ProjectNode;
  readonly name: string;
  readonly summary: NodeSummary | undefined;
}) {
  const { t } = useTranslation('canvas');
  const hasWeights = useNetwork(({ types }) => types.get(node.type)?.hasWeights === true);
  // Of a placeholder inference says nothing: it has a problem with each.
  const params = node.type === 'placeholder' ? node.params : (summary?.params ?? node.params);
  const numbers = keyNumbers(node.type, params);
  const name = nodeHeading(node.type, typed, params);
  // A new node is called as its type; saying that twice would only be noise.
  const isNamed = node.label !== name;
  const renaming = useCursor((state) => state.renaming === node.id);
  return (
    <div className="h-8">
      <div className="flex items-baseline gap-1.5 leading-[17px]">
        <span className="min-w-0 truncate font-semibold" title={name}>
          {name}
        </span>
        {!node.trainable && hasWeights && (
          <Snowflake
            role="img"
            aria-label={t('frozen')}
            data-frozen
            className="size-3 shrink-0 self-center text-accent"
          />
        )}
        {numbers !== '' && (
          <span className="node-detail ml-auto shrink-0 font-mono text-[11px] whitespace-nowrap text-dim">
            {numbers}
          </span>
        )}
      </div>
      {renaming && (
        <RenameField
          id={node.id}
          label={node.label}
          className="h-[18px] w-full text-[11px]"
          onDone={() => {
            useCursor.setState({ renaming: null });
            focusCanvas();
          }}
        />
      )}
      {isNamed && !renaming && (
        <div className="truncate text-[11px] leading-[14px] text-faint" title={node.label}>
          {node.label}
        </div>
      )}
    </div>
  );
}

/** The last line: what comes out, what it costs, and where the picture comes from if not from the run. */
function Numbers({
  id,
  node,
  summary,
}: {
  readonly id: string;
  readonly node: ProjectNode;
  readonly summary: NodeSummary | undefined;
}) {
  const { t } = useTranslation('canvas');
  const ghost = useGhostOfNode(id);
  const tag = useTag(id);
  const value = Object.values(summary?.outputValues ?? {})[0];
  const shape = value ? nodeShape(value) : '?';
  const parameters = summary?.parameters ?? 0;
  return (
    <div className="node-detail mt-1 flex items-baseline gap-1.5 font-mono text-[11px] leading-[15px] text-dim">
      {node.disabled ? (
        <span className="font-sans">{t('disabled')}</span>
      ) : (
        <>
          <span className={`truncate ${ghost === null ? '' : 'text-accent italic'}`}>
            {ghost ?? shape}
          </span>
          {parameters > 0 && (
            <span className="ml-auto shrink-0" title={t('parameterCount', { count: parameters })}>
              {countText(parameters)} p
            </span>
          )}
        </>
      )}
      {tag !== null && (
        <span
          className="absolute top-[41px] right-3 rounded-xs bg-background/85 px-1 font-sans text-[10px] leading-[14px] text-dim"
          title={t(`${tag}Help`)}
        >
          {t(tag)}
        </span>
      )}
    </div>
  );
}
/** Once there is a run, nodes that it does not have as they are drawn say so; what shows initial weights says that. */
function useTag(id: string): 'notInRun' | 'initialWeights' | null {
  const origin = useNodeOrigin(id);
  const hasRun = useRun(({ run }) => run !== null);
  if (!hasRun || origin === 'run') return null;
  return origin === 'preview' ? 'initialWeights' : 'notInRun';
}

const sides = { left: Position.Left, right: Position.Right, top: Position.Top } as const;
function Ports({
  node,
  issues,
}: {
  readonly node: ProjectNode;
  readonly issues: readonly Issue[];
}) {
  const { t } = useTranslation('canvas');
  const wired = new Set(useWiredPorts(node.id).split(' '));
  // Ports of this node may depend on what inference says of it.
  useNodeSummary(node.id);
  return portPlacesOf(node).map((port: PortPlace) => {
    const isWired = wired.has(port.name);
    const name = t(port.role === 'input' ? 'inputPort' : 'outputPort', {
      port: portName(port.name),
      node: node.label,
    });
    return (
      <Handle
        key={`${port.role} ${port.name}`}
        id={port.name}
        type={port.role === 'input' ? 'target' : 'source'}
        position={sides[port.side]}
        className="port"
        role="button"
        aria-label={name}
        title={port.role === 'input' && port.name !== 'input' ? portName(port.name) : undefined}
        data-port={port.name}
        data-wired={isWired || undefined}
        data-shown={port.shown}
        data-unfinished={
          (port.role === 'input' && port.shown === 'always' && !isWired && !node.disabled) ||
          undefined
        }
        data-issue={
          issues.some((issue) => issue.port === port.name && issue.severity === 'error') ||
          undefined
        }
        style={port.side === 'top' ? { left: port.x } : { top: port.y }}
      />
    );
  });
}
