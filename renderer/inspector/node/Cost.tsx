/** What a node costs for one sample, and how much of the input one of its values sees. */
import { useTranslation } from 'react-i18next';
import type { NodeSummary } from '../../../engine/index.ts';
import { countText, nodeShape, roughCount } from '../../canvas/text.ts';
import { useNetwork } from '../../store/network.ts';
import { shareText } from '../numbers.ts';
import { Fact, Section } from '../Section.tsx';

export function Cost({ summary }: { readonly summary: NodeSummary }) {
  const { t } = useTranslation('inspector');
  const owner = useNetwork((state) => state.summary?.nodes[summary.owner]);
  const { parameters, trainableParameters, multiplyAdds, share, receptiveField } = summary;
  const [output] = Object.values(summary.outputValues);
  const shared = summary.owner !== summary.id && owner;
  return (
    <Section title={t('cost.title')}>
      <dl>
        {output && <Fact name={t('cost.output')}>{nodeShape(output)}</Fact>}
        <Fact name={t('cost.parameters')}>
          {shared ? t('cost.shared', { count: owner.parameters }) : countText(parameters)}
        </Fact>
        {parameters > 0 && <Fact name={t('cost.trainable')}>{countText(trainableParameters)}</Fact>}
        <Fact name={t('cost.multiplyAdds')} help={t('cost.multiplyAddsHelp')}>
          {roughCount(multiplyAdds)}
        </Fact>
        {multiplyAdds > 0 && (
          <Fact name={t('cost.share')} help={t('cost.shareHelp')}>
            {shareText(share)}
          </Fact>
        )}
        {receptiveField && (
          <Fact name={t('cost.receptiveField')} help={t('cost.receptiveFieldHelp')}>
            {receptiveField.map(({ size }) => size).join(' × ')}
          </Fact>
        )}
        {receptiveField && (
          <Fact name={t('cost.stride')} help={t('cost.strideHelp')}>
            {receptiveField.map(({ stride }) => stride).join(' × ')}
          </Fact>
        )}
      </dl>
    </Section>
  );
}
