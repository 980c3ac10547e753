import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconStar, IconStarFilled } from "@tabler/icons-react";

import { type Followed, followingQuery, useFollow } from "../api/inbox";
import { tell } from "../ui/tell";
import { refused } from "../ui/toast";

const WHY: Record<string, string> = {
  made: "You made it",
  assigned: "It was assigned to you",
  commented: "You commented on it",
  mentioned: "You were mentioned",
  project: "You follow the whole project",
  chosen: "You chose to",
};

/** Follow an item (by id) or a project (by key): what others do to it comes to the inbox. */
export function Follow(what: Followed) {
  const query = useQuery(followingQuery(what));
  const follow = useFollow(what);
  const found = query.data;
  const on = found?.following ?? false;
  const Star = on ? IconStarFilled : IconStar;
  const why = on ? WHY[found?.why ?? ""] : `Be told of what happens ${what.item ? "to it" : "in this project"}`;
  return (
    <Button
      variant="subtle"
      aria-pressed={on}
      aria-label={on ? "Following" : "Follow"}
      title={why}
      disabled={!found}
      leftSection={<Star className="i s" stroke={1.75} aria-hidden />}
      onClick={() => tell(follow, !on, { onError: (error) => refused("It was not changed", error) })}
    >
      <span className="hide">{on ? "Following" : "Follow"}</span>
    </Button>
  );
}
