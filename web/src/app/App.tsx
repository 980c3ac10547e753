import { CreateItem } from "../items/CreateItem";
import { CreateProject } from "../projects/CreateProject";
import { useVisits } from "../first/visits";
import { LiveProvider } from "./live";
import { Shell } from "./Shell";

/** What a signed-in person has round every page: the shell, the live connection, and the two dialogs that create things. */
export function App() {
  useVisits();
  return (
    <LiveProvider>
      <Shell />
      <CreateItem />
      <CreateProject />
    </LiveProvider>
  );
}
