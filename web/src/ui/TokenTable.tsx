import { Button } from "@mantine/core";
import { useState } from "react";

import type { Permission, Token } from "../api/types";
import { Confirm } from "./Confirm";
import { dateOf, shortDate } from "./format";
import { heard, Table, wide } from "./Table";
import { Time } from "./Time";

export const PERMISSIONS: { value: Permission; label: string }[] = [
  { value: "read", label: "Read" },
  { value: "write", label: "Write" },
  { value: "ingest", label: "Log runs" },
];

/** Tokens, without their secrets: the server has not kept them. */
export function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[]; onRevoke: (token: Token) => void }) {
  const [ending, setEnding] = useState<Token | null>(null);
  return (
    <>
      <Table heads={["For", "May", wide("Last used"), wide("Ends"), heard("Revoke")]}>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className="ell" title={token.name}>
              {token.name}
            </td>
            <td>{token.permissions.map((one) => PERMISSIONS.find((known) => known.value === one)?.label ?? one).join(", ")}</td>
            <td className="hide">{token.last_used ? <Time at={token.last_used} /> : <span className="m">never used</span>}</td>
            <td className="hide">{token.expires ? shortDate(dateOf(token.expires)) : <span className="m">never</span>}</td>
            <td>
              <Button variant="subtle" onClick={() => setEnding(token)} aria-label={`Revoke ${token.name}`}>
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      <Confirm opened={ending !== null} title={`Revoke ${ending?.name ?? "the token"}?`} verb="Revoke" onConfirm={() => ending && onRevoke(ending)} onClose={() => setEnding(null)}>
        Programs that use it are refused from now on. It cannot be undone.
      </Confirm>
    </>
  );
}
