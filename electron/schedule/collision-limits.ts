/** A collision names this many of its times, events and servers. */
export const mostTimesNamed = 100;
export const mostEventsNamed = 50;
export const mostServersNamed = 20;
/** A forecast lists this many collisions. */
export const mostCollisions = 200;
/** So many starts at a place are compared with each other; what is beyond is left out. */
export const mostPlaceStarts = 2_000_000;
