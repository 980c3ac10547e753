import { Loader, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { contextQuery } from "../api/items";
import type { Item, ItemType } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/Feedback";
import { count } from "../ui/format";
import { PictureMenu } from "../ui/PictureMenu";
import { keyOf } from "./address";
import { LineageGraph } from "./LineageGraph";
import { lineagePicture } from "./lineagePicture";
import { LineageTable } from "./LineageTable";
import styles from "./LineageGraph.module.css";

const DEPTHS = ["1", "2", "3", "4", "5", "6"];

/** The lineage of an item over the whole window, as far as one wants to look. */
export function LineageDialog({ item, types, onClose }: { item: Item; types: readonly ItemType[]; onClose: () => void }) {
  const [depth, setDepth] = useState("3");
  const [asTable, setAsTable] = useState(false);
  const Shown = asTable ? LineageTable : LineageGraph;
  const context = useQuery({ ...contextQuery(item.id, Number(depth)), placeholderData: keepPreviousData });
  const found = context.data;
  return (
    <Dialog
      onClose={onClose}
      fullScreen
      radius={0}
      transitionProps={{ duration: 0 }}
      title={`Lineage of ${keyOf(item) ?? item.title}`}
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ content: styles.content ?? "", body: styles.body ?? "" }}
    >
      <div className={styles.tools}>
        <span className="m sm">Steps away</span>
        <SegmentedControl aria-label="Steps away" size="xs" withItemsBorders={false} value={depth} onChange={setDepth} data={DEPTHS} />
        {context.isFetching && <Loader size={14} />}
        <SegmentedControl aria-label="Lineage as" size="xs" withItemsBorders={false} value={asTable ? "Table" : "Graph"} onChange={(value) => setAsTable(value === "Table")} data={["Graph", "Table"]} />
        <span className="grow" />
        <span className="m sm num" role="status">
          {found && (found.cut ? `Cut at ${count(found.items.length)} items: there is more` : `${count(found.items.length + 1)} items`)}
        </span>
        {found && <PictureMenu picture={lineagePicture(item, found.items, types)} name="the lineage" />}
      </div>
      <Loaded query={context}>{(walk) => <Shown item={item} types={types} steps={walk.items} onOpen={onClose} />}</Loaded>
    </Dialog>
  );
}
