/** The curves as a table, for assistive technology: a row an epoch, written anew when an epoch ends. */
import { useTranslation } from 'react-i18next';
import { useRun } from '../store/run.ts';
import { lossText, metricText } from './format.ts';
import { metricName } from './status.ts';

export function LossTable() {
  const { t } = useTranslation('train');
  const epochs = useRun((state) => state.epochs);
  if (epochs.length === 0) return null;
  const metrics = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.metrics)))];
  const number = (value: number | undefined, text: (value: number) => string) =>
    value === undefined ? '–' : text(value);
  return (
    <div className="sr-only">
      <table>
        <caption>{t('table.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('epoch')}</th>
            <th scope="col">{t('loss')}</th>
            <th scope="col">{t('validationOf', { name: t('loss') })}</th>
            {metrics.flatMap((name) => [
              <th scope="col" key={name}>
                {metricName(name, false)}
              </th>,
              <th scope="col" key={`val_${name}`}>
                {metricName(name, true)}
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {epochs.map(({ epoch, loss, metrics: found, validation }) => (
            <tr key={epoch}>
              <th scope="row">{epoch}</th>
              <td>{lossText(loss)}</td>
              <td>{number(validation?.loss, lossText)}</td>
              {metrics.flatMap((name) => [
                <td key={name}>{number(found[name], (value) => metricText(name, value))}</td>,
                <td key={`val_${name}`}>
                  {number(validation?.metrics[name], (value) => metricText(name, value))}
                </td>,
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
