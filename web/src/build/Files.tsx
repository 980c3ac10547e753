import { Button, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight, IconDownload, IconFile, IconFileText, IconFolder, IconPhoto } from "@tabler/icons-react";
import { clsx } from "clsx";
import { createElement, lazy, Suspense, useEffect, useRef, useState } from "react";

import { BASE } from "../api/client";
import { fileAddress, fileQuery, filesQuery } from "../api/runs";
import type { RunFile } from "../api/types";
import { ErrorNote, Later, Loaded, Skeleton } from "../ui/Feedback";
import { bytes } from "../ui/format";
import { TOO_LONG, imageType, nameOf, pretty, previewOf } from "./files";
import styles from "./Files.module.css";

const Markdown = lazy(() => import("../ui/Markdown").then((module) => ({ default: module.Markdown })));

interface BranchProps {
  run: string;
  file: RunFile;
  depth: number;
  chosen: string | null;
  onChoose: (file: RunFile) => void;
}

const picture = (file: RunFile) => {
  if (file.is_dir) return IconFolder;
  const preview = previewOf(file.path);
  return preview === "image" ? IconPhoto : preview === "none" ? IconFile : IconFileText;
};

function Branch({ run, file, depth, chosen, onChoose }: BranchProps) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <UnstyledButton
        className={clsx(styles.branch, chosen === file.path && styles.chosen)}
        style={{ paddingLeft: 6 + depth * 18 }}
        {...(file.is_dir ? { "aria-expanded": open } : { "aria-pressed": chosen === file.path })}
        onClick={() => (file.is_dir ? setOpen(!open) : onChoose(file))}
      >
        {file.is_dir ? <Chevron className="i s m" aria-hidden /> : <span className={styles.indent} />}
        {createElement(picture(file), { className: "i s m", stroke: 1.75, "aria-hidden": true })}
        <span className="ell">{nameOf(file.path)}</span>
        {file.size !== null && <span className={styles.size}>{bytes(file.size)}</span>}
      </UnstyledButton>
      {open && <Folder run={run} path={file.path} depth={depth + 1} chosen={chosen} onChoose={onChoose} />}
    </li>
  );
}

function Folder({ run, path, ...rest }: Omit<BranchProps, "file"> & { path: string }) {
  const files = useQuery(filesQuery(run, path));
  return (
    <Loaded query={files} rows={2}>
      {(list) => (
        <ul>
          {list.map((file) => (
            <Branch key={file.path} run={run} file={file} {...rest} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function Image({ blob, path }: { blob: Blob; path: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([blob], { type: imageType(path) }));
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [blob, path]);
  return <img ref={image} className={styles.image} alt={nameOf(path)} />;
}

function Words({ blob, path }: { blob: Blob; path: string }) {
  const [text, setText] = useState<string>();
  useEffect(() => {
    let alive = true;
    void blob.text().then((read) => alive && setText(read));
    return () => {
      alive = false;
    };
  }, [blob]);
  if (text === undefined) return null;
  const kind = previewOf(path);
  if (kind === "markdown") {
    return (
      <Suspense fallback={<Later>{text}</Later>}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  return (
    <pre className={styles.code} tabIndex={0}>
      <code>{kind === "json" ? pretty(text) : text}</code>
    </pre>
  );
}

function PreviewPane({ run, file }: { run: string; file: RunFile }) {
  const kind = previewOf(file.path);
  const shown = kind !== "none" && (file.size ?? 0) <= TOO_LONG;
  const content = useQuery({ ...fileQuery(run, file.path), enabled: shown });
  return (
    <div className={styles.preview}>
      <header className={styles.head}>
        <span className="ell mono sm" title={file.path}>
          {file.path}
        </span>
        <span className="m sm num">{file.size !== null && bytes(file.size)}</span>
        <span className="grow" />
        <Button variant="subtle" component="a" href={BASE + fileAddress(run, file.path)} download={nameOf(file.path)} leftSection={<IconDownload className="i s" aria-hidden />}>
          Download
        </Button>
      </header>
      {!shown && <p className="m sm">{kind === "none" ? "There is no preview for this kind of file." : "This file is too long to preview here."}</p>}
      {content.error && <ErrorNote error={content.error} retry={() => void content.refetch()} />}
      {shown && content.isPending && !content.error && <Skeleton rows={4} />}
      {content.data && (kind === "image" ? <Image blob={content.data} path={file.path} /> : <Words blob={content.data} path={file.path} />)}
    </div>
  );
}

/** The artifacts of a run as a tree, with a preview beside it. */
export function Files({ run, live }: { run: string; live: boolean }) {
  const [chosen, setChosen] = useState<RunFile | null>(null);
  const top = useQuery({ ...filesQuery(run, ""), refetchInterval: live ? 5_000 : false });
  return (
    <section aria-label="Artifacts" className={styles.section}>
      <h2 className={styles.title}>Artifacts</h2>
      <Loaded query={top} rows={3}>
        {(list) =>
          list.length === 0 ? (
            <p className="m sm">{live ? "No file has been logged yet." : "This run logged no files."}</p>
          ) : (
            <div className={styles.files}>
              <div className={styles.tree}>
                <Folder run={run} path="" depth={0} chosen={chosen?.path ?? null} onChoose={setChosen} />
              </div>
              {chosen ? <PreviewPane key={chosen.path} run={run} file={chosen} /> : <p className={clsx("m sm", styles.preview)}>Choose a file to look into it.</p>}
            </div>
          )
        }
      </Loaded>
    </section>
  );
}
