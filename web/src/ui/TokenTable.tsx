import { Button } from "@mantine/core";

import type { Permission, Token } from "../api/types";
import { dateOf, shortDate } from "./format";
import table from "./Table.module.css";
import { Time } from "./Time";

export const PERMISSIONS: { value: Permission; label: string }[] = [
  { value: "read", label: "Read" },
  { value: "write", label: "Write" },
  { value: "ingest", label: "Log runs" },
];

/** Tokens, without their secrets: the server has not kept them. */
export function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[]; onRevoke: (token: Token) => void }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">May</th>
          <th scope="col" className="hide">
            Last used
          </th>
          <th scope="col" className="hide">
            Ends
          </th>
          <th scope="col">
            <span className="vh">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className="ell" title={token.name}>
              {token.name}
            </td>
            <td>{token.permissions.map((one) => PERMISSIONS.find((known) => known.value === one)?.label ?? one).join(", ")}</td>
            <td className="hide">{token.last_used ? <Time at={token.last_used} /> : <span className="m">never used</span>}</td>
            <td className="hide">{token.expires ? shortDate(dateOf(token.expires)) : <span className="m">never</span>}</td>
            <td>
              <Button variant="subtle" onClick={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
