import { CreateItem } from "../items/CreateItem";
import { CreateProject } from "../projects/CreateProject";
import { useVisits } from "../first/visits";
import { Picker } from "../views/Picker";
import { LiveProvider } from "./live";
import { Shell } from "./Shell";

/** What a signed-in person has round every page: the shell, the live connection, the two dialogs that create things, and the one that changes them. */
export function App() {
  useVisits();
  return (
    <LiveProvider>
      <Shell />
      <CreateItem />
      <CreateProject />
      <Picker />
    </LiveProvider>
  );
}
