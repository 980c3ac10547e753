import { placesOf, type Shape } from "./lineageLayout";

addEventListener("message", (event: MessageEvent<Shape>) => postMessage(placesOf(event.data)));
