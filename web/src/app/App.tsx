import { CreateItem } from "../items/CreateItem";
import { MoveToProject } from "../items/MoveToProject";
import { CreateProject } from "../projects/CreateProject";
import { useVisits } from "../first/visits";
import { Picker } from "../views/Picker";
import { LiveProvider } from "./live";
import { Shell } from "./Shell";

/** What a signed-in person has round every page: the shell, the live connection, the two dialogs that create things, and those that change and move them. */
export function App() {
  useVisits();
  return (
    <LiveProvider>
      <Shell />
      <CreateItem />
      <CreateProject />
      <Picker />
      <MoveToProject />
    </LiveProvider>
  );
}
