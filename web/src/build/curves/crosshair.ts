import type uPlot from "uplot";

const AWAY = { left: -10, top: -10 };

/** One crosshair for all charts of a page: where it stands in one, it stands in the others, by the value and not by the pixel. */
export class Crosshair {
  private readonly plots = new Set<uPlot>();
  private moving = false;

  join(plot: uPlot): () => void {
    this.plots.add(plot);
    return () => this.plots.delete(plot);
  }

  moved(source: uPlot): void {
    if (this.moving) return;
    this.moving = true;
    const { left = -10 } = source.cursor;
    const at = left >= 0 ? source.posToVal(left, "x") : null;
    for (const plot of this.plots) {
      if (plot === source) continue;
      const { min = 0, max = 0 } = plot.scales.x ?? {};
      const within = at !== null && at >= (min ?? 0) && at <= (max ?? 0);
      plot.setCursor(within ? { left: plot.valToPos(at, "x"), top: -10 } : AWAY);
    }
    this.moving = false;
  }
}
