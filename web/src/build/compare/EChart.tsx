import { useComputedColorScheme } from "@mantine/core";
import { ParallelChart, ScatterChart } from "echarts/charts";
import { GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { token } from "../../ui/picture";
import styles from "./Compare.module.css";

register([ScatterChart, ParallelChart, GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent, CanvasRenderer, SVGRenderer]);

interface Props {
  /** Made anew when the theme changes: canvases cannot read CSS by themselves. */
  option: () => EChartsCoreOption;
  label: string;
  /** Changes with the option. */
  version: unknown;
  on?: Record<string, (event: unknown) => void>;
  /** In pixels, where what is drawn says how high it is. */
  height?: number | undefined;
}

/** What all charts of ECharts share with the page. Tips are drawn, not written as HTML, which the page's policy would refuse. */
export const common = (): EChartsCoreOption => ({
  animation: false,
  textStyle: { fontFamily: "Inter Variable, Inter, sans-serif", fontSize: 12, color: token("--text-2") },
  tooltip: { renderMode: "richText", backgroundColor: token("--bg-raised"), borderColor: token("--line"), textStyle: { color: token("--text"), fontSize: 12 } },
});

/** A chart of ECharts that follows its place, the theme and its option. */
export function EChart({ option, label, version, on, height }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme("light");
  const latest = useRef({ option, on });
  useEffect(() => {
    latest.current = { option, on };
  });
  useEffect(() => {
    if (!place.current) return undefined;
    const made = init(place.current);
    chart.current = made;
    for (const name of Object.keys(latest.current.on ?? {})) made.on(name, (event: unknown) => latest.current.on?.[name]?.(event));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(latest.current.option(), true);
  }, [version, scheme]);
  return <div ref={place} className={styles.plot} style={{ height }} role="img" aria-label={label} />;
}

/** The chart as a picture that stands by itself. */
export function svgText(option: EChartsCoreOption): string {
  const made = init(null, null, { renderer: "svg", ssr: true, width: 1000, height: 520 });
  made.setOption({ ...option, backgroundColor: token("--bg") });
  const text = made.renderToSVGString();
  made.dispose();
  return text;
}
