/** The points of a drawn schedule: text that is read as it is written, and what becomes of text that is none. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setText } from '../../../src/domain/config/fromText.ts';
import { decodeUrl, encodeUrl } from '../../../src/domain/config/url.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { factorAt, mostPoints, parsePoints, printPoints, repairPoints } from '../../../src/domain/schedules/points.ts';

const drawing = fc
  .array(fc.record({ percent: fc.integer({ min: 0, max: 10000 }), factor: fc.integer({ min: 0, max: 10000 }) }), {
    minLength: 1,
    maxLength: mostPoints,
  })
  .map((points) =>
    points
      .map(({ percent, factor }) => ({ percent: percent / 100, factor: factor / 10000 }))
      .toSorted((a, b) => a.percent - b.percent),
  );

it('what is printed is read back, from a link too, and repairing changes nothing of it', () => {
  fc.assert(
    fc.property(drawing, (points) => {
      const text = printPoints(points);
      expect(parsePoints(text)).toEqual(points);
      expect(repairPoints(text)).toEqual(points);
      const { config, problems } = validate({ schedule: { method: 'drawn', points: text } });
      expect(problems).toEqual([]);
      expect(decodeUrl(encodeUrl(config, null))).toMatchObject({ config, problems: [] });
    }),
  );
});

it('stays short in a link', () => {
  const { config } = validate({ schedule: { method: 'drawn', points: '0_0.1 10_1 100_0' } });
  expect(encodeUrl(config, null)).toContain('schedule.points=0_0.1+10_1+100_0');
});

it.each([
  ['', '0_0.01 5_1 60_1 100_0'],
  ['nonsense', '0_0.01 5_1 60_1 100_0'],
  ['50_1 0_0.5', '0_0.5 50_1'],
  ['0_2 120_0.5', '0_1 100_0.5'],
  ['0_1 50_-1 100_0', '0_1 100_0'],
  ['0_1 5', '0_1'],
  [Array.from({ length: 20 }, (_, i) => `${i}_1`).join(' '), Array.from({ length: 16 }, (_, i) => `${i}_1`).join(' ')],
])('“%s” is refused, and “%s” is what can be made of it', (text, nearest) => {
  const { problems, config } = setText(validate({ schedule: { method: 'drawn' } }).config, 'schedule.points', text);
  expect(problems).toMatchObject([{ path: 'schedule.points', nearest }]);
  expect(config.schedule['points']).toBe(nearest);
});

it('of two points at one place the earlier ends a line and the later begins one', () => {
  const points = parsePoints('0_0 50_1 50_0.5 100_0.5') ?? [];
  expect([49.999, 50, 75, 200].map((percent) => factorAt(points, percent))).toEqual([
    expect.closeTo(1, 4),
    0.5,
    0.5,
    0.5,
  ]);
});
