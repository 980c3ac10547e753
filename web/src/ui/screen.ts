/** The one width at which the app becomes a phone's: as in the style sheets. */
export const isPhone = (): boolean => matchMedia("(max-width: 760px)").matches;
