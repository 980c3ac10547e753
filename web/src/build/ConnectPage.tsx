import { useParams } from "@tanstack/react-router";

import { ProjectPage } from "../projects/ProjectPage";
import { Connect } from "./Connect";

export function ConnectPage() {
  const { key } = useParams({ from: "/app/p/$key/connect" });
  return (
    <ProjectPage projectKey={key} title="Connect my code" documentTitle="Connect my code" here="build">
      <Connect projectKey={key.toUpperCase()} unasked />
    </ProjectPage>
  );
}
