import { clsx } from "clsx";
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

import styles from "./CommandList.module.css";

export interface Command {
  id: string;
  group: string;
  content: ReactNode;
  act: () => void;
  /** The address that Ctrl-Enter opens in a new tab. */
  href?: string | undefined;
}

interface Props {
  query: string;
  onQuery: (query: string) => void;
  commands: readonly Command[];
  onDone: () => void;
  label: string;
  nothing: string;
}

/** A field and what fits its text: arrows walk, Enter does, and what arrives later never moves what was chosen. */
export function CommandList({ query, onQuery, commands, onDone, label, nothing }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useId();
  const options = useRef<HTMLDivElement>(null);
  const index = Math.max(0, commands.findIndex((one) => one.id === chosen));
  const active = commands[index];
  useEffect(() => {
    options.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  const run = (command: Command, aside = false) => {
    onDone();
    if (aside && command.href) window.open(command.href, "_blank", "noopener");
    else command.act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (commands.length === 0) return;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) setChosen(commands[(index + by + commands.length) % commands.length]?.id ?? null);
    else if (event.key === "Enter" && active) run(active, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <input
        className={styles.field}
        data-autofocus
        autoFocus // as soon as it stands there: the focus trap comes a moment later, and the first letter typed would be lost
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        {...(active && { "aria-activedescendant": `${list}-${active.id}` })}
        placeholder={`${label}…`}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setChosen(null);
          onQuery(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={options} id={list} role="listbox" aria-label={label} className={styles.list}>
        {commands.map((command, place) => (
          <Fragment key={command.id}>
            {command.group !== commands[place - 1]?.group && (
              <div className={styles.group} role="presentation">
                {command.group}
              </div>
            )}
            <div
              id={`${list}-${command.id}`}
              role="option"
              aria-selected={command.id === active?.id}
              className={clsx(styles.option)}
              onMouseMove={() => command.id !== active?.id && setChosen(command.id)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => run(command, event.ctrlKey || event.metaKey)}
            >
              {command.content}
            </div>
          </Fragment>
        ))}
      </div>
      {commands.length === 0 && (
        <p className={styles.nothing} role="status">
          {nothing}
        </p>
      )}
    </div>
  );
}
