import { init } from '../../figures/charts.ts';
import type { Figure } from '../../figures/figure.ts';

/** Makes each drawing live when it comes near the window: it fits its width, and tells numbers under the pointer. */
export function startCharts(figures: () => readonly Figure[]): void {
  const boxes = new Map(
    [...document.querySelectorAll<HTMLElement>('[data-figure]')].map(box => [box.dataset.figure, box]),
  );
  if (boxes.size === 0) return;
  const options = new Map(figures().map(({ id, option }) => [id, option]));
  const seen = new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        const box = target as HTMLElement;
        const option = options.get(box.dataset.figure ?? '');
        if (option) bringToLife(box, option);
      }
    },
    { rootMargin: '300px' },
  );
  for (const box of boxes.values()) seen.observe(box);
}

function bringToLife(box: HTMLElement, option: Parameters<ReturnType<typeof init>['setOption']>[0]): void {
  box.replaceChildren();
  box.classList.add('live');
  const chart = init(box, null, { renderer: 'svg' });
  chart.setOption(option);
  new ResizeObserver(() => chart.resize()).observe(box);
}
