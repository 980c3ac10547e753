import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { projectsQuery } from "../api/projects";
import { sessionQuery } from "../api/session";
import { Page } from "../ui/Page";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { Doors } from "./Doors";
import styles from "./Welcome.module.css";

/** After the first account was made: three doors, and a way past them. */
export function Welcome() {
  const name = useQuery(sessionQuery).data?.person?.name.split(" ")[0];
  // The example may still be on its way when the first person arrives.
  useQuery({ ...projectsQuery, refetchInterval: (query) => (query.state.data?.length ? false : 3_000) });
  return (
    <Page title="Welcome" documentTitle="Welcome" actions={<ThemeSwitch />}>
      <div className={styles.welcome}>
        <h1>Welcome{name ? `, ${name}` : ""}. How do you want to begin?</h1>
        <p className={styles.lead}>Pick one now; the other two stay open.</p>
        <Doors />
        <p className="sm m">
          Or go to{" "}
          <Link to="/" className="link">
            Home
          </Link>
          . <kbd>?</kbd> shows every shortcut.
        </p>
      </div>
    </Page>
  );
}
