import { Combobox, InputBase, Loader, useCombobox } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";

import { State, TypeIcon } from "../ui/State";
import row from "../ui/Row.module.css";
import { keyOf } from "./address";
import { type FoundItem, useFoundItems } from "./find";
import styles from "./ItemPicker.module.css";

interface Props {
  projectKey: string;
  /** In all projects that one may see, not in this one only. */
  everywhere?: boolean;
  label: string;
  placeholder: string;
  /** What may not be picked. */
  without: readonly string[];
  disabled?: boolean;
  onPick: (item: FoundItem) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

function Option({ item, projectKey }: { item: FoundItem; projectKey: string }) {
  return (
    <span className="row">
      <TypeIcon type={item.type} />
      {keyOf(item) && <span className={row.key}>{keyOf(item)}</span>}
      <span className="ell grow" dir="auto">
        {item.title}
      </span>
      {item.project_key !== projectKey && !keyOf(item) && <span className={row.key}>{item.project_key}</span>}
      <State type={item.type} state={item.state} iconOnly />
    </span>
  );
}

/** A field that finds an item by its words or its key. */
export function ItemPicker({ projectKey, everywhere = false, label, placeholder, without, disabled = false, onPick, onKeyDown }: Props) {
  const [text, setText] = useState("");
  const combobox = useCombobox({ onDropdownOpen: () => combobox.selectFirstOption(), onDropdownClose: () => combobox.resetSelectedOption() });
  const { items, waiting } = useFoundItems(projectKey, text, { everywhere });
  const shown = items.filter((item) => !without.includes(item.id));
  const pick = (id: string) => {
    const item = shown.find((one) => one.id === id);
    if (item) onPick(item);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={pick} width="target" position="bottom-start" shadow="md">
      <Combobox.Target withExpandedAttribute>
        <InputBase
          autoFocus
          role="combobox"
          className={styles.field ?? ""}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          disabled={disabled}
          value={text}
          rightSection={waiting && <Loader size={14} />}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={onKeyDown}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} className={styles.options ?? ""}>
          {shown.map((item) => (
            <Combobox.Option key={item.id} value={item.id}>
              <Option item={item} projectKey={projectKey} />
            </Combobox.Option>
          ))}
          {shown.length === 0 && <Combobox.Empty>{waiting ? "Looking" : "Nothing found. It looks for keys and beginnings of words of titles."}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
