/** Names for what the server says and takes. The shapes are generated from its own description (`npm run api`). Times are microseconds UTC. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Person = Schemas["Person"];
export type Session = Schemas["Session"];
export type SignIn = Schemas["SignIn"];
export type SetUp = Schemas["SetUp"];
export type AcceptInvitation = Schemas["AcceptInvitation"];
export type NewToken = Schemas["NewToken"];
export type Token = Schemas["Token"];
export type Team = Schemas["Team"];
export type Invitation = Schemas["Invitation"];
export type NewInvitation = Schemas["NewInvitation"];
export type Field = Schemas["Field"];
export type State = Schemas["State"];
export type ItemType = Schemas["ItemType"];
export type Types = Schemas["Types"];
export type Item = Schemas["Item"];
export type NewItem = Schemas["NewItem"];
export type ItemPatch = Schemas["ItemPatch"];
export type Page = Schemas["Page"];
export type Project = Schemas["Project"];
export type NewProject = Schemas["NewProject"];
export type Count = Schemas["Count"];
export type ProjectSummary = Schemas["ProjectSummary"];
export type End = Schemas["End"];
export type Link = Schemas["Link"];
export type NewLink = Schemas["NewLink"];
export type Difference = Schemas["Difference"];
export type FieldChange = Schemas["FieldChange"];
export type Entry = Schemas["Entry"];
export type History = Schemas["History"];
export type ContextItem = Schemas["ContextItem"];
export type Context = Schemas["Context"];
export type LogEntry = Schemas["LogEntry"];
export type LiveMessage = Schemas["LiveMessage"];
export type MetricLatest = Schemas["MetricLatest"];
export type Run = Schemas["Run"];
export type Curve = Schemas["Curve"];
export type CurvesQuery = Schemas["CurvesQuery"];
export type Curves = Schemas["Curves"];
export type Files = Schemas["Files"];
export type RunRow = Schemas["RunRow"];
export type RunTable = Schemas["RunTable"];
export type RunColumns = Schemas["RunColumns"];
export type RunGroup = Schemas["RunGroup"];
export type RunGroups = Schemas["RunGroups"];
export type Comparison = Schemas["Comparison"];
export type CompareRow = Schemas["CompareRow"];
export type RunFile = Schemas["File"];
export type People = Schemas["People"];
export type Teams = Schemas["Teams"];
export type Tokens = Schemas["Tokens"];
export type Invitations = Schemas["Invitations"];
export type Projects = Schemas["Projects"];
export type Links = Schemas["Links"];

export type Phase = ItemType["phase"];
export type WorkspaceRole = Person["role"];
export type ProjectRole = Project["role"];
export type Permission = Token["permissions"][number];
export type Access = Project["access"];
/** The value of a field; its type says what it is. */
export type FieldValue = unknown;
/** null stands for NaN; infinities are the strings Infinity and -Infinity. */
export type MetricValue = MetricLatest["last"];
