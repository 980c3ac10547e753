
import { Dialog } from "../ui/Dialog";
import { type Listed, modKey, shortcutsHere } from "../ui/shortcuts";
import { shortcutSheet } from "./openShortcuts";
import styles from "./ShortcutSheet.module.css";

const ORDER = ["On an item", "In a list", "On this page", "Everywhere"];
const NAMES: Record<string, string> = { escape: "Esc", mod: "" };

/** "g h" is G, then H; "mod+shift+z" is Ctrl Shift Z. */
function Keys({ name, mod }: { name: string; mod: string }) {
  const strokes = name.split(" ");
  const key = (part: string) => (part === "mod" ? mod : (NAMES[part.toLowerCase()] ?? part.charAt(0).toUpperCase() + part.slice(1)));
  return strokes.map((stroke, index) => (
    <span key={stroke} className={styles.stroke}>
      {index > 0 && "then "}
      {stroke.split("+").map((part) => (
        <kbd key={part}>{key(part)}</kbd>
      ))}
    </span>
  ));
}

function groups(): [string, Listed[]][] {
  const found = shortcutsHere();
  if (found.some((one) => one.name === "j")) found.push({ name: "Enter", what: "Open the row", group: "In a list" });
  found.push({ name: "Escape", what: "Out of a dialog or field", group: "Everywhere" });
  const names = [...new Set([...ORDER, ...found.map((one) => one.group)])];
  const unique = found.filter((one, index) => found.findIndex((other) => other.name === one.name) === index);
  return names.map((name): [string, Listed[]] => [name, unique.filter((one) => one.group === name)]).filter(([, rows]) => rows.length > 0);
}

/** The shortcuts that hold on the page beneath it. */
export function ShortcutSheet() {
  if (shortcutSheet.useOpened() === null) return null;
  return (
    <Dialog onClose={shortcutSheet.close} title="Shortcuts">
      <div className={styles.sheet}>
        {groups().map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(({ name, what }) => (
                <div key={name}>
                  <dt>{what}</dt>
                  <dd>
                    <Keys name={name} mod={modKey} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
