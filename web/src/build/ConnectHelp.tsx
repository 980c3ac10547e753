import { IconKey, IconPlugConnected, IconRoute, IconShieldCheck, IconVariable, IconWifi } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { isLocal } from "./connect";
import styles from "./Connect.module.css";

const Hint = ({ icon: Picture, children }: { icon: typeof IconKey; children: ReactNode }) => (
  <li>
    <Picture className="i s" stroke={1.75} aria-hidden />
    <span>{children}</span>
  </li>
);

/** What to check when nothing arrives, the likeliest first. Opens by itself after a minute. */
export function ConnectHelp({ address, late }: { address: string; late: boolean }) {
  const { hostname, port, protocol } = new URL(address);
  const gate = port || (protocol === "https:" ? "443" : "80");
  return (
    <details className={styles.help} open={late || undefined}>
      <summary>Nothing after a minute?</summary>
      <ul>
        <Hint icon={IconPlugConnected}>
          Where your code runs, <code>curl {address}/health</code> must print <code>OK</code>.
          {isLocal(address) && (
            <>
              {" "}
              <b>{hostname}</b> is this machine only: for code elsewhere run <code>ssh -N -R {gate}:127.0.0.1:{gate} HOST</code>, or start the server with <code>--public-url</code>.
            </>
          )}
        </Hint>
        <Hint icon={IconKey}>
          Both variables must be set in the same shell, job or kernel that trains: <code>echo $MLFLOW_TRACKING_URI</code>. If the client says 401, copy the token again.
        </Hint>
        <Hint icon={IconRoute}>
          An address in the code wins over the variable: look for <code>set_tracking_uri</code>, and for <code>MLFLOW_EXPERIMENT_ID</code> or <code>MLFLOW_RUN_ID</code> of another server.
        </Hint>
        <Hint icon={IconShieldCheck}>
          Behind a proxy: set <code>HTTPS_PROXY</code>, or leave the server out of it with <code>NO_PROXY={hostname}</code>.
        </Hint>
        <Hint icon={IconVariable}>
          With <code>MLFLOW_ENABLE_ASYNC_LOGGING=true</code> points come in bundles, the last ones when the program ends: let it end, or call <code>mlflow.flush_async_logging()</code>.
        </Hint>
        <Hint icon={IconWifi}>
          A run shows up with its first call, before it has points. <code>pip show mlflow</code> says whether the client is there at all.
        </Hint>
      </ul>
    </details>
  );
}
