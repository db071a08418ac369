/** The one IPC channel of the program; it carries the text of `WindowFrame`s, both ways. */
export const frameChannel = "cronium:frame";
