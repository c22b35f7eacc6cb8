/** Kernels with the variants that were chosen for them, how fast they are, and what the self-test refused. */
import type { KernelReport } from '../../../protocol/kernels.ts';
import { useEngineI18n } from '../../context/engineWords.ts';
import { fixed, inUnit, percent } from '../../format/numbers.ts';
import { AlertIcon } from '../../primitives/icons.ts';
import { refusalWords, taskName, taskShape } from '../../format/kernelWords.ts';

const gflopsText = (gflops: number): string => fixed(gflops, gflops < 9.995 ? 2 : gflops < 99.95 ? 1 : 0);

/** The peak that the shares are of, in FLOP/s. */
function peakOf(kernels: readonly KernelReport[]): number | null {
  const [timed] = kernels.filter(({ share }) => share !== null && share > 0);
  return timed?.gflops == null || timed.share === null ? null : (1e9 * timed.gflops) / timed.share;
}

function KernelRow({ report }: { readonly report: KernelReport }) {
  const { t } = useEngineI18n();
  const { task, variant, gflops, share } = report;
  return (
    <tr>
      <th scope="row">{taskName(t, task)}</th>
      <td>{taskShape(t, task)}</td>
      <td className="mono">{variant}</td>
      <td className="num">{gflops === null ? <span className="muted">{t('notTimed')}</span> : gflopsText(gflops)}</td>
      <td className="num">{share === null ? '–' : percent(share)}</td>
    </tr>
  );
}

function RefusedRows({ report }: { readonly report: KernelReport }) {
  const { t } = useEngineI18n();
  return report.refused.map(({ variant, reason }) => (
    <tr key={variant} className="refused">
      <td colSpan={5}>
        <AlertIcon className="icon" aria-hidden /> {t('kernelRefused')} <span className="mono">{variant}</span>
        {': '}
        <span className="mono">{refusalWords(t, reason)}</span>
      </td>
    </tr>
  ));
}

export function KernelTable({ kernels }: { readonly kernels: readonly KernelReport[] }) {
  const { t } = useEngineI18n();
  const peak = peakOf(kernels);
  const refused = kernels.reduce((sum, report) => sum + report.refused.length, 0);
  return (
    <>
      <div className="table-box scroll" tabIndex={0} role="group" aria-label={t('kernelsWhich')}>
        <table className="kernel-table">
          <caption className="visually-hidden">{t('kernelsWhich')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('kernelColumn')}</th>
              <th scope="col">{t('shapeColumn')}</th>
              <th scope="col">{t('variantColumn')}</th>
              <th scope="col" className="num">
                {t('gflopsColumn')}
              </th>
              <th scope="col" className="num">
                {t('peakShareColumn')}
              </th>
            </tr>
          </thead>
          {kernels.map((report) => (
            <tbody key={JSON.stringify(report.task)}>
              <KernelRow report={report} />
              <RefusedRows report={report} />
            </tbody>
          ))}
        </table>
      </div>
      <div className="small muted">
        {peak !== null && <p>{t('peakShareNote', { peak: inUnit(peak, 'FLOP/s') })}</p>}
        <p>{t(refused === 0 ? 'refusedNone' : 'refusedSome', { count: refused })}</p>
      </div>
    </>
  );
}
