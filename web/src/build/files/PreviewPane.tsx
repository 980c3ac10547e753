import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { BASE } from "../../api/client";
import { fileAddress, fileHead, filePart } from "../../api/runs";
import type { RunFile } from "../../api/types";
import { CopyButton } from "../../ui/Copy";
import { ErrorNote, Skeleton } from "../../ui/Feedback";
import { bytes } from "../../ui/format";
import { JsonText } from "../../ui/JsonTree";
import { LazyMarkdown } from "../../ui/LazyMarkdown";
import { type Preview, headOf, imageType, mustBeWhole, nameOf, previewOf, wholeLines } from "./kinds";
import { Notebook } from "./Notebook";
import styles from "./Files.module.css";

const GridTable = lazy(() => import("./GridTable").then((module) => ({ default: module.GridTable })));

/** As a picture, in which nothing runs: also an SVG, whose scripts and addresses are dead there. */
function Picture({ content, path }: { content: ArrayBuffer; path: string }) {
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([content], { type: imageType(path) }));
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [content, path]);
  if (broken) return <p className="m sm">This is no picture that can be shown: the file may be damaged. It can be downloaded.</p>;
  return <img ref={image} className={styles.image} alt={nameOf(path)} onError={() => setBroken(true)} />;
}

function Words({ kind, text }: { kind: Preview; text: string }) {
  if (kind === "json") return <JsonText text={text} open={2} />;
  if (kind === "notebook") return <Notebook text={text} />;
  if (kind === "markdown") return <LazyMarkdown text={text} />;
  return (
    <pre className={styles.code} tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}

/** What is read of a file: its head, or for Parquet the parts that hold the first rows. */
function usePreview(run: string, file: RunFile, kind: Preview) {
  const size = file.size ?? 0;
  return useQuery({
    queryKey: ["run", run, "file", file.path, size],
    queryFn: async ({ signal }) => {
      if (kind === "parquet") {
        const { parquetGrid } = await import("./grid");
        return { grid: await parquetGrid(size, (start, end) => filePart(run, file.path, start, end, signal)), cut: false };
      }
      const content = await fileHead(run, file.path, size, headOf(kind), signal);
      const cut = size > content.byteLength;
      if (kind === "image") return { content, cut };
      const { text, latin } = wholeLines(content, cut);
      if (kind !== "table") return { text, latin, cut };
      const { csvGrid } = await import("./grid");
      return { grid: csvGrid(text), latin, cut };
    },
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    enabled: kind !== "none" && !(mustBeWhole(kind) && size > headOf(kind)),
  });
}

/** A file's content as far as it can be looked at, its size, and the way to all of it. */
export function PreviewPane({ run, file }: { run: string; file: RunFile }) {
  const kind = previewOf(file.path);
  const size = file.size ?? 0;
  const found = usePreview(run, file, kind);
  const tooLarge = mustBeWhole(kind) && size > headOf(kind);
  const { data } = found;
  return (
    <div className={styles.preview}>
      <header className={styles.head}>
        <span className="ell mono sm" title={file.path}>
          {file.path}
        </span>
        <span className="m sm num">{bytes(size)}</span>
        <span className="grow" />
        <CopyButton text={file.path} label="Copy path" />
        <Button variant="subtle" component="a" href={BASE + fileAddress(run, file.path)} download={nameOf(file.path)} leftSection={<IconDownload className="i s" aria-hidden />}>
          Download
        </Button>
      </header>
      {kind === "none" && <p className="m sm">There is no preview for this type of file.</p>}
      {tooLarge && <p className="m sm">This file is too large to preview here. Download it to look into it.</p>}
      {found.error && <ErrorNote error={found.error} kept="The file itself is there: it can be downloaded." retry={() => void found.refetch()} />}
      {found.isLoading && <Skeleton rows={4} />}
      {data?.cut && <p className={styles.cut}>Too large to show whole: this is its head, {bytes(headOf(kind))} of {bytes(size)}.</p>}
      {data?.latin && <p className="m sm">Not UTF-8: read as Latin-1 (windows-1252).</p>}
      {data && size === 0 && <p className="m sm">The file is empty.</p>}
      {data?.content && size > 0 && <Picture key={file.path} content={data.content} path={file.path} />}
      {data?.text !== undefined && size > 0 && <Words kind={data.cut && kind === "json" ? "text" : kind} text={data.text} />}
      {data?.grid && (
        <Suspense fallback={<Skeleton rows={4} />}>
          <GridTable grid={data.grid} cut={data.cut} />
        </Suspense>
      )}
    </div>
  );
}
