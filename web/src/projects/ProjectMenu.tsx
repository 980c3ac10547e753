import { ActionIcon, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArchive, IconArchiveOff, IconDots, IconPencil, IconPlayerPause, IconTrash, IconUsers } from "@tabler/icons-react";
import { useState } from "react";

import { useEditProject } from "../api/access";
import { summaryQuery } from "../api/projects";
import type { Project } from "../api/types";
import { tell } from "../ui/tell";
import { done, refused } from "../ui/toast";
import { ProjectDetails } from "./ProjectDetails";

const DONE: Record<string, string> = { active: "The project is active again", paused: "The project is paused", archived: "The project is archived" };

function States({ project }: { project: Project }) {
  const edit = useEditProject(project.id);
  const put = (rev: number, state: string, back?: string) =>
    tell(
      edit,
      { rev, state },
      {
        onSuccess: (item) => done(DONE[state] ?? "Done", back ? () => put(item.rev, back) : undefined),
        onError: (error) => refused("The project was not changed", error),
      },
    );
  if (project.state !== "active") {
    return (
      <Menu.Item leftSection={<IconArchiveOff className="i s" aria-hidden />} onClick={() => put(project.rev, "active")}>
        Make it active again
      </Menu.Item>
    );
  }
  return (
    <>
      <Menu.Item leftSection={<IconPlayerPause className="i s" aria-hidden />} onClick={() => put(project.rev, "paused", "active")}>
        Pause
      </Menu.Item>
      <Menu.Item leftSection={<IconArchive className="i s" aria-hidden />} onClick={() => put(project.rev, "archived", "active")}>
        Archive
      </Menu.Item>
    </>
  );
}

/** What can be done with a project as a whole. Only its leads change it; everybody may look who sees it, and what is in its trash. */
export function ProjectMenu({ projectKey }: { projectKey: string }) {
  const project = useQuery(summaryQuery(projectKey)).data?.project;
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  if (!project) return null;
  const leads = project.role === "lead";
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More about the project">
            <IconDots className="i" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {leads && (
            <Menu.Item leftSection={<IconPencil className="i s" aria-hidden />} onClick={() => setEditing(true)}>
              Name, summary, lead, target date…
            </Menu.Item>
          )}
          <Menu.Item onClick={() => void navigate({ to: "/p/$key/access", params: { key: project.key } })} leftSection={<IconUsers className="i s" aria-hidden />}>
            Who may see it
          </Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: "/p/$key/trash", params: { key: project.key } })} leftSection={<IconTrash className="i s" aria-hidden />}>
            Trash
          </Menu.Item>
          {leads && (
            <>
              <Menu.Divider role="separator" />
              <States project={project} />
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {editing && <ProjectDetails project={project} onClose={() => setEditing(false)} />}
    </>
  );
}
