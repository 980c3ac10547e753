import type { Item, ItemType } from "../api/types";
import { ContextSection } from "../ui/Page";
import { useLater } from "../ui/useLater";
import { Documents } from "./Documents";
import { HistoryList } from "./HistoryList";
import { Knowing } from "./Knowing";
import { Lineage } from "./Lineage";
import styles from "./ItemContext.module.css";

/** What stands beside every item, in the same order everywhere: lineage, documents, people, history. */
export function ItemContext({ item, types, readOnly }: { item: Item; types: readonly ItemType[]; readOnly: boolean }) {
  const later = useLater();
  return (
    <>
      <header className={styles.head}>
        <h2>Context</h2>
        <span className="grow" />
        <kbd className="hide" title="O shows and hides Context">
          O
        </kbd>
      </header>
      {later && (
        <>
          <Lineage item={item} types={types} />
          <Documents item={item} readOnly={readOnly || item.trashed !== null} />
          <Knowing item={item} />
          <ContextSection title="History">
            <HistoryList id={item.id} type={types.find((one) => one.name === item.type)} readOnly={readOnly} />
          </ContextSection>
        </>
      )}
    </>
  );
}
