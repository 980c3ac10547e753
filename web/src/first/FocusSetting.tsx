import { useQuery } from "@tanstack/react-query";

import { useFocus } from "../api/first";
import { sessionQuery } from "../api/session";
import { Section } from "../ui/Page";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";
import { FocusField } from "./FocusField";

/** What one mostly does, to be changed at any time. */
export function FocusSetting() {
  const focus = useQuery(sessionQuery).data?.focus ?? null;
  const keep = useFocus();
  const shown = keep.isPending ? keep.variables : focus;
  return (
    <Section title="What you mostly do">
      <div style={{ maxWidth: 352 }}>
        <FocusField value={shown} onChange={(next) => tell(keep, next, { onError: (error) => refused("It was not kept", error) })} />
      </div>
    </Section>
  );
}
