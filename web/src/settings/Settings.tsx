import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sessionQuery } from "../api/session";
import { FocusSetting } from "../first/FocusSetting";
import { Page, Section } from "../ui/Page";
import { ThemeSwitch } from "../ui/ThemeSwitch";
import { useTheme } from "../ui/useTheme";
import { Invitations } from "./Invitations";
import { People } from "./People";
import { Teams } from "./Teams";
import { Tokens } from "./Tokens";
import styles from "./Settings.module.css";

function Theme() {
  const { colorScheme, setColorScheme } = useTheme();
  return (
    <Section title="Look" hint="Kept in this browser">
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: "auto", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </Section>
  );
}

export function Settings() {
  const session = useQuery(sessionQuery).data;
  const me = session?.person;
  const admin = me?.role === "owner" || me?.role === "admin";
  return (
    <Page title="Settings" documentTitle="Settings" actions={<ThemeSwitch />}>
      <div className={styles.page}>
        <h1>Settings</h1>
        <p className={styles.lead}>
          {me?.name}, {me?.email}. You are {me?.role === "owner" || me?.role === "admin" ? "an" : "a"} {me?.role} of {session?.workspace || "this workspace"}.
        </p>
        <Tokens />
        <People me={me?.id ?? ""} admin={admin} />
        {admin && <Invitations />}
        <Teams admin={admin} />
        <FocusSetting />
        <Theme />
        <p className="m sm">Rootnode {session?.version}</p>
      </div>
    </Page>
  );
}
